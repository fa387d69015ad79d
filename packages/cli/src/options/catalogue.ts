import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FarsightError } from '@farsight/client';
import type { Command } from 'commander';
import type { CatalogueOptions } from '@farsight/server';

/** Flags of every command that reads network files. */
export interface CatalogueFlags {
  readonly networks?: readonly string[] | undefined;
  readonly cacheDir?: string;
  readonly framework?: string | undefined;
}

/** Adds the flags to a command. */
export function addCatalogueFlags(command: Command): Command {
  return command
    .option('--networks <dir>', 'folder of network files (repeatable; default: the bundled ones)', collect)
    .option('--cache-dir <dir>', 'where fetched weights are kept')
    .option('--framework <dir>', 'what $AXELERA_FRAMEWORK stands for in network files');
}

/** A repeatable option, for commander. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/**
 * The flags as the catalogue takes them.
 *
 * @throws FarsightError INVALID_ARGUMENT if a folder is not there
 */
export function catalogueOptions({ networks, cacheDir, framework }: CatalogueFlags): CatalogueOptions {
  checkFolders({ networks, framework });
  return {
    folders: networks ?? [bundledNetworks],
    ...(cacheDir === undefined ? {} : { cacheDir }),
    ...(framework === undefined ? {} : { frameworkDir: framework }),
  };
}

/**
 * A folder that is misspelt must not look like one that is empty.
 *
 * @throws FarsightError INVALID_ARGUMENT
 */
export function checkFolders({ networks = [], framework }: CatalogueFlags): void {
  for (const folder of networks) checkFolder('--networks', folder);
  if (framework !== undefined) checkFolder('--framework', framework);
}

function checkFolder(flag: string, path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new FarsightError('INVALID_ARGUMENT', `Expected a folder for ${flag} but received ${path}.`);
}

/** The catalogue that comes with the project. */
const bundledNetworks = fileURLToPath(new URL('../../../../networks', import.meta.url));
