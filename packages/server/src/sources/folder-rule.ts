import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, sep } from 'node:path';

/** Tells whether a path may be opened. */
export type FolderVerdict =
  /** `path` has no symbolic links. */
  | { readonly kind: 'allowed'; readonly path: string }
  /** It may, but there is no such file. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused' };

/**
 * Looks a path up in folders. What counts is where it leads after all symbolic links, those of the folders too. Only files are
 * allowed: a folder's own links could lead anywhere.
 *
 * @param folders - absolute paths
 */
export async function lookUpFile(path: string, folders: readonly string[]): Promise<FolderVerdict> {
  const isPlain = isAbsolute(path) && !path.includes('\0') && !path.split(/[/\\]/).includes('..');
  if (!isPlain) return { kind: 'refused' };
  const roots = await Promise.all(folders.map(realPath));
  const inside = (place: string | undefined): boolean =>
    place !== undefined && roots.some((root) => root !== undefined && isInside(place, root));
  const real = await realPath(path);
  if (real === undefined) return { kind: inside(await realPath(dirname(path))) ? 'missing' : 'refused' };
  if (!inside(real)) return { kind: 'refused' };
  const isFile = await stat(real).then(
    (stats) => stats.isFile(),
    () => false,
  );
  return isFile ? { kind: 'allowed', path: real } : { kind: 'refused' };
}

function isInside(place: string, root: string): boolean {
  return place === root || place.startsWith(root.endsWith(sep) ? root : root + sep);
}

async function realPath(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined);
}
