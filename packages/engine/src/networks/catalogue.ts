import { closeSync, openSync, readSync, readdirSync, statSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';

import { networkNamePattern } from '@farsight/protocol';

import { maxYamlBytes } from './yaml/read-yaml.js';

/** A network file in a catalogue folder. */
export interface CatalogueFile {
  /** The `name` in the file, else its file name without the ending. */
  readonly name: string;
  readonly path: string;
}

/** The SDK's own catalogue is four folders deep. */
const maxDepth = 6;

/** Folders that hold no network files and may hold very many others. */
const skipped = new Set(['node_modules', 'weights']);

/**
 * The network files in the folders and the folders in them, by name. Of two with one name the first wins. YAML files
 * that are something else (templates, training configurations) are left out; broken ones are not.
 */
export function findNetworkFiles(folders: readonly string[]): readonly CatalogueFile[] {
  const files = new Map<string, CatalogueFile>();
  for (const folder of folders) {
    for (const file of networkFilesIn(folder)) {
      if (!files.has(file.name)) files.set(file.name, file);
    }
  }
  return [...files.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** All network files in a folder and the folders in it, by path: those with a name that another has too. */
export function networkFilesIn(folder: string): readonly CatalogueFile[] {
  return [...yamlFiles(resolve(folder), 0)].flatMap((path) => recogniseNetworkFile(path) ?? []);
}

function* yamlFiles(folder: string, depth: number): Generator<string, void, undefined> {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) {
      if (depth < maxDepth && !skipped.has(entry.name)) yield* yamlFiles(path, depth + 1);
    } else if (/\.ya?ml$/i.test(entry.name)) {
      yield path;
    }
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return []; // A folder that is not there holds no networks.
  }
}

/**
 * Undefined for a file that is not a network file. By a look at its text: a catalogue of hundreds of files is searched
 * without parsing them all.
 */
export function recogniseNetworkFile(path: string): CatalogueFile | undefined {
  const text = readText(path);
  const isNetwork =
    /^axelera-model-format\s*:/m.test(text) || (/^pipeline\s*:/m.test(text) && /^models\s*:/m.test(text));
  if (!isNetwork) return undefined;
  const stated = /^name\s*:\s*(["']?)([^"'\s#]+)\1\s*(?:#.*)?$/m.exec(text)?.[2];
  const isName = stated !== undefined && networkNamePattern.test(stated);
  return { name: isName ? stated : basename(path, extname(path)), path };
}

/** The beginning of a file; empty for what cannot be read or is no file: opening a pipe would wait for its other end. */
function readText(path: string): string {
  try {
    return statSync(path).isFile() ? readStart(path) : '';
  } catch {
    return '';
  }
}

function readStart(path: string): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(maxYamlBytes, statSync(path).size));
    return bytes.toString('utf8', 0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}
