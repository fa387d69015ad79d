import { readFileSync } from 'node:fs';
import { FarsightError } from '@farsight/protocol';
import { unitVector } from '../kernels/unit-vector.js';

/** What an embeddings file knows. */
export interface KnownVectors {
  /** In the order of the file. */
  readonly names: readonly string[];
  /** Values per vector. */
  readonly size: number;
  /** All vectors one after the other, each of length 1. */
  readonly vectors: Float32Array;
  /** Index into `names` of each vector. */
  readonly owners: Int32Array;
}

/**
 * Reads a JSON file that maps names to vectors, or to lists of vectors, of one size. Vectors are brought to length 1. Error:
 * INVALID_NETWORK that says what is wrong with the file, without its path.
 */
export function readKnownVectors(path: string): KnownVectors {
  const entries = Object.entries(parse(path));
  const owners: number[] = [];
  const rows: Float32Array[] = [];
  entries.forEach(([name, value], owner) => {
    for (const vector of vectorsOf(name, value)) {
      checkSize(name, vector.length, rows[0]?.length);
      rows.push(unitVector(vector));
      owners.push(owner);
    }
  });
  const size = rows[0]?.length ?? 0;
  const vectors = new Float32Array(size * rows.length);
  rows.forEach((row, i) => {
    vectors.set(row, i * size);
  });
  return { names: entries.map(([name]) => name), size, vectors, owners: Int32Array.from(owners) };
}

function parse(path: string): object {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw invalid('Expected to read the embeddings_file but it cannot be opened.', cause);
  }
  try {
    const known: unknown = JSON.parse(text);
    if (typeof known === 'object' && known !== null && !Array.isArray(known)) return known;
  } catch (cause) {
    throw invalid('Expected JSON in the embeddings_file but it is none.', cause);
  }
  throw invalid('Expected an object of names and vectors in the embeddings_file.');
}

function vectorsOf(name: string, value: unknown): readonly Float32Array[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  const vectors = list.every((item) => Array.isArray(item)) ? list : [list];
  if (vectors.length > 0 && vectors.every(isVector))
    return vectors.map((vector) => Float32Array.from(vector));
  throw invalid(`Expected a list of numbers, or lists of them, for ${shown(name)} in the embeddings_file.`);
}

function isVector(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every(Number.isFinite);
}

function checkSize(name: string, received: number, expected = received): void {
  if (received === expected) return;
  throw invalid(
    `Expected ${expected} values, as the vectors before, for ${shown(name)} in the embeddings_file but received ${received}.`,
  );
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 60));
}

function invalid(message: string, cause?: unknown): FarsightError {
  return new FarsightError('INVALID_NETWORK', message, { cause });
}
