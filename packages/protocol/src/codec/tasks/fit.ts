import { FarsightError } from '../../domain/errors.js';

/** @throws FarsightError INTERNAL unless there are as many values as the rest of the message says: the sender is broken. */
export function expectLength(what: string, values: ArrayLike<unknown>, expected: number): void {
  if (values.length !== expected) throw misfit(`${values.length} ${what} where ${expected} belong`);
}

/** @throws FarsightError INTERNAL unless runs of these lengths cover so many pixels: the sender is broken. */
export function expectPixels(what: string, lengths: readonly number[], expected: number): void {
  let sum = 0;
  for (const length of lengths) sum += length;
  if (sum !== expected) throw misfit(`${what} of ${sum} pixels where ${expected} belong`);
}

function misfit(what: string): FarsightError {
  return new FarsightError('INTERNAL', `The server sent a result that does not fit together: ${what}.`);
}
