import { bitBuffer, bitCount, bitsAt, saveBits } from './bit-reader';
import { Component } from './component';
import { findLongCode, lookupOffset, lookupShift, signed } from './huffman';

/** Byte offset in a block (64 × i16, row by row) of coefficient k; 16 more for runs that leave the block. */
// prettier-ignore
export const zigzag = memory.data<u8>([
  0, 2, 16, 32, 18, 4, 6, 20, 34, 48, 64, 50, 36, 22, 8, 10,
  24, 38, 52, 66, 80, 96, 82, 68, 54, 40, 26, 12, 14, 28, 42, 56,
  70, 84, 98, 112, 114, 100, 86, 72, 58, 44, 30, 46, 60, 74, 88, 102,
  116, 118, 104, 90, 76, 62, 78, 92, 106, 120, 122, 108, 94, 110, 124, 126,
  126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126,
]);

/**
 * Reads one block of a sequential scan into `block`, which must be all zero (T.81 F.2.2). The index of its last
 * coefficient, 0..63, or -1 if the bits are no code or leave the block.
 */
export function readBlock(c: Component, block: usize): i32 {
  let buffer = bitBuffer;
  let count = bitCount;
  let at = bitsAt;

  buffer |= load<u64>(at - 8) >> count;
  at -= <usize>((63 - count) >> 3);
  count |= 56;
  const dcTable = c.dcTable;
  let entry = <i32>load<u16>(dcTable + lookupOffset + <usize>(buffer >> lookupShift) * 2);
  if (entry == 0) entry = findLongCode(dcTable, buffer);
  let length = <u64>(entry >> 8);
  let size = entry & 0xff;
  if (length == 0 || size > 15) return -1;
  buffer <<= length;
  count -= length;
  if (size != 0) {
    c.predictor += signed(<i32>(buffer >> (64 - <u64>size)), size);
    buffer <<= <u64>size;
    count -= <u64>size;
  }
  store<i16>(block, <i16>c.predictor);

  const acTable = c.acTable;
  let k: usize = 1;
  let last: usize = 0;
  while (k < 64) {
    if (count < 32) {
      buffer |= load<u64>(at - 8) >> count;
      at -= <usize>((63 - count) >> 3);
      count |= 56;
    }
    const prefix = <usize>(buffer >> lookupShift);
    entry = load<i32>(acTable + prefix * 4);
    if (entry != 0) {
      length = <u64>(entry & 15);
      k += <usize>((entry >> 8) & 31);
      store<i16>(block + <usize>load<u8>(zigzag + k - 1), <i16>(entry >> 16));
      last = k - 1;
      buffer <<= length;
      count -= length;
      continue;
    }
    entry = <i32>load<u16>(acTable + lookupOffset + prefix * 2);
    if (entry == 0) {
      entry = findLongCode(acTable, buffer);
      if (entry == 0) return -1;
    }
    length = <u64>(entry >> 8);
    buffer <<= length;
    count -= length;
    size = entry & 15;
    const run = <usize>((entry & 0xff) >> 4);
    if (size == 0) {
      if (run != 15) break;
      k += 16;
      continue;
    }
    k += run;
    store<i16>(block + <usize>load<u8>(zigzag + k), <i16>signed(<i32>(buffer >> (64 - <u64>size)), size));
    last = k;
    k += 1;
    buffer <<= <u64>size;
    count -= <u64>size;
  }
  saveBits(buffer, count, at);
  return k > 64 ? -1 : <i32>last;
}
