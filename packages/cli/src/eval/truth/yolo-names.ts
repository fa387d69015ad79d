import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { fieldsOf } from './coco-fields.js';
import { invalidTruth } from './invalid-truth.js';
import { linesOf } from './read-text.js';

/**
 * Names of the classes of YOLO labels: `names` of `data.yaml` (a list, or numbers with names), or the lines of `classes.txt`,
 * in the folder of the labels or the one above.
 *
 * @returns undefined where there is neither
 * @throws FarsightError INVALID_ARGUMENT for a file that says no names
 */
export async function readYoloNames(folder: string): Promise<ReadonlyMap<number, string> | undefined> {
  for (const place of [resolve(folder), dirname(resolve(folder))]) {
    for (const [file, read] of readers) {
      const path = join(place, file);
      const text = await textOf(path);
      if (text !== undefined) return read(text, path);
    }
  }
  return undefined;
}

type Reader = (text: string, path: string) => ReadonlyMap<number, string>;

const readers: readonly (readonly [file: string, read: Reader])[] = [
  ['data.yaml', namesOfYaml],
  ['data.yml', namesOfYaml],
  ['classes.txt', namesOfLines],
];

function namesOfLines(text: string): ReadonlyMap<number, string> {
  return new Map(linesOf(text).map((line, i) => [i, line.text]));
}

/** Reads `names` of a data.yaml. */
export function namesOfYaml(text: string, path: string): ReadonlyMap<number, string> {
  const { names } = fieldsOf(path, parse(text, path));
  const entries: readonly (readonly [unknown, unknown])[] = Array.isArray(names)
    ? [...names.entries()]
    : Object.entries(fieldsOf(`${path}: names`, names));
  return new Map(
    entries.map(([key, name]) => {
      const id = Number(key);
      if (!Number.isInteger(id) || id < 0) throw invalidTruth(`${path}: names`, 'class numbers', key);
      if (typeof name !== 'string' && typeof name !== 'number') {
        throw invalidTruth(`${path}: names`, 'names of classes', name);
      }
      return [id, String(name)];
    }),
  );
}

function parse(text: string, path: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    throw invalidTruth(path, 'YAML', (error as Error).message);
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
