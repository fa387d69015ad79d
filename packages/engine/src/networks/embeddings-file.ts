import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';

import { FarsightError } from '@farsight/protocol';

/** 10 000 people of 512 values, written out. */
const maxBytes = 128 * 1024 * 1024;

/** Known vectors by name, in the order of the file: all of one size, none without values. */
export type KnownEmbeddings = ReadonlyMap<string, readonly Float32Array[]>;

/**
 * Reads a JSON file of known vectors: name -> vector, or name -> list of vectors. Errors: INVALID_NETWORK that names the
 * file and what is wrong with it.
 */
export function readEmbeddingsFile(path: string): KnownEmbeddings {
  const file = basename(path);
  let content: unknown;
  try {
    if (statSync(path).size > maxBytes) throw invalid(file, `at most ${maxBytes} bytes`);
    content = JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    throw FarsightError.from(error, 'INVALID_NETWORK', `${file}: Expected JSON but it cannot be read.`);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw invalid(file, 'a map from names to vectors');
  }
  const known = new Map(
    Object.entries(content).map(([name, value]) => [name, vectorsOf(value, name, file)] as const),
  );
  if (known.size === 0) throw invalid(file, 'at least one name with its vector');
  const sizes = new Set([...known.values()].flat().map((vector) => vector.length));
  if (sizes.size > 1) throw invalid(file, `vectors of one size, not of ${[...sizes].join(' and ')},`);
  return known;
}

function vectorsOf(value: unknown, name: string, file: string): readonly Float32Array[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  const vectors = Array.isArray(list[0]) ? list : [list];
  return vectors.map((vector) => {
    const numbers: readonly unknown[] = Array.isArray(vector) ? vector : [];
    const isGood = numbers.length > 0 && numbers.every((each) => Number.isFinite(each));
    if (!isGood) throw invalid(file, `a vector of numbers, or a list of such, for ${JSON.stringify(name)}`);
    return Float32Array.from(numbers as readonly number[]);
  });
}

function invalid(file: string, expected: string): FarsightError {
  return new FarsightError('INVALID_NETWORK', `${file}: Expected ${expected}.`);
}
