import type { Plane } from './unpack.js';

/**
 * Copies rows of a plane one behind the other, without what pads them.
 *
 * @param rows - the first, and how many
 * @param at - where in `to` the first begins
 */
export function copyRows(
  { data, stride }: Plane,
  rowBytes: number,
  { first = 0, count }: { readonly first?: number; readonly count: number },
  to: Uint8Array,
  at: number,
): void {
  // Most planes have no padding, and one long copy is quicker than many.
  const pieces = stride === rowBytes ? 1 : count;
  const length = stride === rowBytes ? count * rowBytes : rowBytes;
  for (let i = 0; i < pieces; i++) {
    const from = (first + i) * stride;
    to.set(data.subarray(from, from + length), at + i * length);
  }
}
