import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import type { CatalogueOptions } from '@farsight/server';

/** Flags of every command that reads network files. */
export interface CatalogueFlags {
  readonly networks?: readonly string[];
  readonly cacheDir?: string;
  readonly framework?: string;
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

/** The flags as the catalogue takes them. */
export function catalogueOptions({ networks, cacheDir, framework }: CatalogueFlags): CatalogueOptions {
  return {
    folders: networks ?? [bundledNetworks],
    ...(cacheDir === undefined ? {} : { cacheDir }),
    ...(framework === undefined ? {} : { frameworkDir: framework }),
  };
}

/** The catalogue that comes with the project. */
const bundledNetworks = fileURLToPath(new URL('../../../../networks', import.meta.url));
