import { startCode, unitTypesOf } from './unit-types.js';

/**
 * The parameter sets before the first picture of a byte stream (annex B of ITU-T H.264 and H.265), one after the other.
 *
 * @returns undefined if there are none, and for other formats
 */
export function parameterSets(codecId: number, stream: Uint8Array): Buffer | undefined {
  const types = unitTypesOf(codecId);
  if (types === undefined) return undefined;
  const bytes = Buffer.from(stream.buffer, stream.byteOffset, stream.length);
  const sets: Buffer[] = [];
  for (let at = bytes.indexOf(startCode); at >= 0;) {
    const type = types.typeOf(bytes[at + 3] ?? 0);
    if (types.isPicture(type)) break;
    const next = bytes.indexOf(startCode, at + 3);
    if (types.isSet(type)) sets.push(zero, bytes.subarray(at, endOf(bytes, next)));
    at = next;
  }
  return sets.length === 0 ? undefined : Buffer.concat(sets);
}

/** Start codes of parameter sets have one more (B.1.2). */
const zero = Buffer.from([0]);

/** Units do not end with zeros: those belong to the next start code. */
function endOf(bytes: Buffer, next: number): number {
  let end = next < 0 ? bytes.length : next;
  while (bytes[end - 1] === 0) end -= 1;
  return end;
}
