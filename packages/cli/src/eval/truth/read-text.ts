import { readFile } from 'node:fs/promises';
import { FarsightError } from '@farsight/client';

/**
 * A file of annotations.
 *
 * @throws FarsightError INVALID_ARGUMENT if it cannot be read
 */
export async function readTruthText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new FarsightError(
      'INVALID_ARGUMENT',
      `Expected a readable file for --annotations but received ${path}.`,
      { cause: error },
    );
  }
}

/** Lines that are not empty, with their numbers from 1 on. */
export function linesOf(text: string): readonly { readonly number: number; readonly text: string }[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, i) => ({ number: i + 1, text: line.trim() }))
    .filter((line) => line.text !== '');
}
