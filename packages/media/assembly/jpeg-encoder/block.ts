import { putBits } from './bit-writer';
import { coefficients } from './forward-dct';

/** Place of the coefficient (row by row) in zigzag order (T.81 figure A.6). */
// prettier-ignore
const orderOf = memory.data<u8>([
  0, 1, 5, 6, 14, 15, 27, 28, 2, 4, 7, 13, 16, 26, 29, 42, 3, 8, 12, 17, 25, 30, 41, 43, 9, 11, 18, 24, 31, 40, 44, 53,
  10, 19, 23, 32, 39, 45, 52, 54, 20, 22, 33, 38, 46, 51, 55, 60, 21, 34, 37, 47, 50, 56, 59, 61, 35, 36, 48, 49, 57, 58,
  62, 63,
]);
/** The way back. */
// prettier-ignore
const placeOf = memory.data<u8>([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55,
  62, 63,
]);

/** Per table: 64 × f32 half a step and a half, 64 × f32 one over the step; row by row. */
const quantisers = memory.data(1024, 16);
/** Per table (DC, AC luma; DC, AC chroma) and symbol: u32 code << 8 | length. */
const codes = memory.data(4096, 16);

/** Defines quantiser `slot` 0 or 1 of 64 steps, row by row, u16 each. */
export function defineQuantiser(slot: i32, steps: usize): void {
  const table = quantisers + <usize>slot * 512;
  for (let i: usize = 0; i < 64; i++) {
    const divisor = <i32>load<u16>(steps + 2 * i) << 3; // the DCT's result is 8 times too large
    store<f32>(table + 4 * i, <f32>(divisor >> 1) + 0.5);
    store<f32>(table + 256 + 4 * i, 1.0 / <f32>divisor);
  }
}

/** Defines the codes of table `slot` (0 DC, 1 AC of luma; 2, 3 of chroma): 16 counts, then the symbols. */
export function defineCodes(slot: i32, counts: usize, symbols: usize): void {
  const table = codes + <usize>slot * 1024;
  let code: u32 = 0;
  for (let length: u32 = 1; length <= 16; length++) {
    for (let i = <i32>load<u8>(counts + length - 1); i > 0; i--, code++) {
      store<u32>(table + <usize>load<u8>(symbols++) * 4, (code << 8) | length);
    }
    code <<= 1;
  }
}

/**
 * (|x| + half a step) / step without remainder, four times. In floating point, but exact: |x| and half a step are below
 * 2^16, and half a unit more keeps the quotient further from the next whole number than rounding could take it.
 */
// @ts-ignore: decorator
@inline
function divided(magnitudes: v128, table: usize): v128 {
  const sum = f32x4.add(f32x4.convert_i32x4_s(magnitudes), v128.load(table));
  return i32x4.trunc_sat_f32x4_s(f32x4.mul(sum, v128.load(table, 256)));
}

/** Quantises the coefficients in place; a bit for each that is not zero, row by row. */
// @ts-ignore: decorator
@inline
function quantise(slot: i32): u64 {
  let table = quantisers + <usize>slot * 512;
  let present: u64 = 0;
  for (let i: usize = 0; i < 8; i += 2, table += 64) {
    const first = quantised(v128.load(coefficients + i * 16), table);
    const second = quantised(v128.load(coefficients + i * 16 + 16), table + 32);
    v128.store(coefficients + i * 16, first);
    v128.store(coefficients + i * 16 + 16, second);
    const zero = i8x16.eq(i8x16.narrow_i16x8_s(first, second), i8x16.splat(0));
    present |= <u64>(~i8x16.bitmask(zero) & 0xffff) << (<u64>i * 8);
  }
  return present;
}

// @ts-ignore: decorator
@inline
function quantised(values: v128, table: usize): v128 {
  const sign = i16x8.shr_s(values, 15);
  const magnitude = i16x8.abs(values);
  const result = i16x8.narrow_i32x4_s(
    divided(i32x4.extend_low_i16x8_u(magnitude), table),
    divided(i32x4.extend_high_i16x8_u(magnitude), table + 16),
  );
  return i16x8.sub(v128.xor(result, sign), sign);
}

/** Writes a symbol and the bits of a value behind it. */
// @ts-ignore: decorator
@inline
function putValue(table: usize, run: u32, value: i32): void {
  const size = 32 - clz<u32>(abs(value));
  const bits = <u32>(value + (value >> 31)) & ((1 << size) - 1);
  const entry = load<u32>(table + <usize>((run << 4) | size) * 4);
  putBits(((entry >> 8) << size) | bits, (entry & 0xff) + size);
}

// @ts-ignore: decorator
@inline
function putSymbol(table: usize, symbol: usize): void {
  const entry = load<u32>(table + symbol * 4);
  putBits(entry >> 8, entry & 0xff);
}

/** Writes the block in `coefficients` (T.81 F.1.2) and returns its DC value; `slot`: 0 luma, 1 chroma. */
export function putBlock(slot: i32, previousDc: i32): i32 {
  const dcTable = codes + <usize>slot * 2048;
  const acTable = dcTable + 1024;
  let present = quantise(slot) & ~1;
  const dc = <i32>load<i16>(coefficients);
  putValue(dcTable, 0, dc - previousDc);

  let inOrder: u64 = 0;
  for (; present != 0; present &= present - 1) {
    inOrder |= (<u64>1) << <u64>load<u8>(orderOf + <usize>ctz(present));
  }
  let before: u32 = 0;
  for (; inOrder != 0; inOrder &= inOrder - 1) {
    const k = <u32>ctz(inOrder);
    let run = k - before - 1;
    for (; run > 15; run -= 16) putSymbol(acTable, 0xf0);
    putValue(acTable, run, load<i16>(coefficients + <usize>load<u8>(placeOf + k) * 2));
    before = k;
  }
  if (before != 63) putSymbol(acTable, 0);
  return dc;
}

/** Writes a block that only pads an MCU: the same DC, nothing else. */
export function putPadding(slot: i32): void {
  const dcTable = codes + <usize>slot * 2048;
  putSymbol(dcTable, 0);
  putSymbol(dcTable + 1024, 0);
}
