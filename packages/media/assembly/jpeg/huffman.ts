/**
 * Huffman tables (ITU-T T.81 annex C), each laid out for speed. The next `lookupBits` bits index two arrays: `lookup` has
 * the symbol of codes that short, `direct` the whole coefficient where code and value together are that short: three
 * of four coefficients take one load.
 */
import { bitBuffer, bitCount, bitsAt, saveBits } from './bit-reader';

const lookupBits = 10;
const entries = 1 << lookupBits;

/** i32 each: value << 16 | (run + 1) << 8 | bits of code and value; 0 if they are too long or there is no value. */
const directSize: usize = entries * 4;
/** u16 each: bits of the code << 8 | symbol; 0 if the code is longer. */
const lookupSize: usize = entries * 2;
/** i32 per length 0..16: first 16-bit prefix beyond the codes of that length. */
const limitSize: usize = 17 * 4;
/** i32 per length: index in `symbols` of the code 0 of that length. */
const offsetSize: usize = 17 * 4;

export const lookupShift: u64 = 64 - lookupBits;
export const lookupOffset: usize = directSize;
const limitOffset: usize = lookupOffset + lookupSize;
const indexOffset: usize = limitOffset + limitSize;
const symbolsOffset: usize = indexOffset + offsetSize;
const tableSize: usize = 6656;

const tables = memory.data(53248, 16);

/** Table `slot` 0..3 of class 0 (DC) or 1 (AC). */
export function huffmanTable(tableClass: i32, slot: i32): usize {
  return tables + <usize>(tableClass * 4 + slot) * tableSize;
}

/**
 * Makes a table of 16 counts of codes by length and the symbols in order of their codes. False if no code can have these
 * counts.
 */
export function defineHuffman(tableClass: i32, slot: i32, counts: usize, symbols: usize): bool {
  const table = huffmanTable(tableClass, slot);
  memory.fill(table, 0, tableSize);
  let code: i32 = 0;
  let index: i32 = 0;
  for (let length = 1; length <= 16; length++) {
    const count = <i32>load<u8>(counts + length - 1);
    if (code + count > 1 << length || index + count > 256) return false;
    store<i32>(table + indexOffset + length * 4, index - code);
    for (let i = 0; i < count; i++, index++, code++) {
      const symbol = load<u8>(symbols + index);
      store<u8>(table + symbolsOffset + index, symbol);
      if (length <= lookupBits) fillLookup(table, code, length, symbol);
    }
    store<i32>(table + limitOffset + length * 4, code << (16 - length));
    code <<= 1;
  }
  if (tableClass == 1) fillDirect(table);
  return true;
}

function fillLookup(table: usize, code: i32, length: i32, symbol: u8): void {
  const first = code << (lookupBits - length);
  const count = 1 << (lookupBits - length);
  for (let i = 0; i < count; i++) {
    store<u16>(table + lookupOffset + <usize>(first + i) * 2, <u16>((length << 8) | symbol));
  }
}

function fillDirect(table: usize): void {
  for (let prefix = 0; prefix < entries; prefix++) {
    const entry = <i32>load<u16>(table + lookupOffset + <usize>prefix * 2);
    const length = entry >> 8;
    const size = entry & 15;
    if (length == 0 || size == 0 || length + size > lookupBits) continue;
    const run = (entry & 0xff) >> 4;
    const value = signed((prefix >> (lookupBits - length - size)) & ((1 << size) - 1), size);
    store<i32>(table + <usize>prefix * 4, (value << 16) | ((run + 1) << 8) | (length + size));
  }
}

/** The value that `size` bits stand for (T.81 F.2.2.1, EXTEND). */
// @ts-ignore: decorator
@inline
export function signed(value: i32, size: i32): i32 {
  return value < 1 << (size - 1) ? value + (-1 << size) + 1 : value;
}

/** Symbol and length (length << 8 | symbol) of a code longer than the lookup; 0 if there is none. */
export function findLongCode(table: usize, buffer: u64): i32 {
  const prefix = <i32>(buffer >> 48);
  for (let length = lookupBits + 1; length <= 16; length++) {
    if (prefix < load<i32>(table + limitOffset + length * 4)) {
      const index = (prefix >> (16 - length)) + load<i32>(table + indexOffset + length * 4);
      return (length << 8) | load<u8>(table + symbolsOffset + index);
    }
  }
  return 0;
}

/** Takes one symbol; -1 if the bits are no code. */
export function takeSymbol(table: usize): i32 {
  let buffer = bitBuffer;
  let count = bitCount;
  let at = bitsAt;
  if (count < 16) {
    buffer |= load<u64>(at - 8) >> count;
    at -= <usize>((63 - count) >> 3);
    count |= 56;
  }
  let entry = <i32>load<u16>(table + lookupOffset + <usize>(buffer >> lookupShift) * 2);
  if (entry == 0) {
    entry = findLongCode(table, buffer);
    if (entry == 0) return -1;
  }
  const length = <u64>(entry >> 8);
  saveBits(buffer << length, count - length, at);
  return entry & 0xff;
}
