import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** From where the paths in a network file are looked up. */
export interface PathRoots {
  /** Folder of the network file. */
  readonly fileDir: string;
  /** What `$AXELERA_FRAMEWORK` stands for; default: the folder of the file. */
  readonly frameworkDir?: string | undefined;
}

/** Folders of this package with what network files may name without having it (the same two levels up in src and dist). */
export const builtIn = {
  labels: fileURLToPath(new URL('../../labels/', import.meta.url)),
  templates: fileURLToPath(new URL('../../templates/', import.meta.url)),
} as const;

/**
 * Where a path written in a network file may lead, best first: for a relative one the folder of the file, then the SDK's
 * root.
 */
export function candidatePaths(written: string, { fileDir, frameworkDir }: PathRoots): readonly string[] {
  const root = frameworkDir ?? fileDir;
  const path = written
    .replace(/^(\$AXELERA_FRAMEWORK|\$\{AXELERA_FRAMEWORK\})(?=[/\\]|$)/, () => root)
    .replace(/^~(?=\/)/, () => homedir());
  if (isAbsolute(path)) return [path];
  return frameworkDir === undefined
    ? [resolve(fileDir, path)]
    : [resolve(fileDir, path), resolve(frameworkDir, path)];
}

/** The first of {@link candidatePaths} that exists, else the built-in file of the same name, else undefined. */
export function findFile(
  written: string,
  roots: PathRoots,
  builtInDir?: string,
  ending = '',
): string | undefined {
  const paths = [...candidatePaths(written, roots)];
  const name = basename(written.replaceAll('\\', '/'));
  if (builtInDir !== undefined) paths.push(join(builtInDir, name), join(builtInDir, name + ending));
  return paths.find((path) => existsSync(path));
}

/** Where fetched weights go if nobody says: https://specifications.freedesktop.org/basedir-spec/latest/ */
export function defaultCacheDir(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CACHE_HOME: base } = environment;
  // The specification: a relative path is invalid and to be ignored.
  return join(base !== undefined && isAbsolute(base) ? base : join(homedir(), '.cache'), 'farsight');
}
