/**
 * The forward DCT that goes with ../jpeg/idct.ts: Loeffler, Ligtenberg and Moschytz with 13 bits of constants, as
 * libjpeg's "slow integer". The result is 8 times the DCT of T.81 A.3.3.
 */

/** 8 rows of 8 × i16. */
export const coefficients = memory.data(128, 16);

// @ts-ignore: decorator
@inline
function factors(a: i16, b: i16): v128 {
  return i16x8(a, b, a, b, a, b, a, b);
}

// @ts-ignore: decorator
@inline
function low(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

// @ts-ignore: decorator
@inline
function high(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

// @ts-ignore: decorator
@inline
function row(index: usize): v128 {
  return v128.load(coefficients + index * 16);
}

// @ts-ignore: decorator
@inline
function setRow(index: usize, values: v128): void {
  v128.store(coefficients + index * 16, values);
}

/** Sums of two products each, and for the odd part two more, rounded. */
// @ts-ignore: decorator
@inline
function rounded(lowSum: v128, highSum: v128, shift: i32): v128 {
  const half = i32x4.splat(1 << (shift - 1));
  return i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(lowSum, half), shift),
    i32x4.shr_s(i32x4.add(highSum, half), shift),
  );
}

// @ts-ignore: decorator
@inline
function weighted(a: v128, b: v128, weights: v128, shift: i32): v128 {
  return rounded(i32x4.dot_i16x8_s(low(a, b), weights), i32x4.dot_i16x8_s(high(a, b), weights), shift);
}

// @ts-ignore: decorator
@inline
function weightedAnd(a: v128, b: v128, weights: v128, moreLow: v128, moreHigh: v128, shift: i32): v128 {
  return rounded(
    i32x4.add(i32x4.dot_i16x8_s(low(a, b), weights), moreLow),
    i32x4.add(i32x4.dot_i16x8_s(high(a, b), weights), moreHigh),
    shift,
  );
}

/** One pass over eight columns at once; `second`: the pass that drops the 2 extra bits again. */
// @ts-ignore: decorator
@inline
function transform(second: bool): void {
  const shift = second ? 13 + 2 : 13 - 2;
  const tmp0 = i16x8.add(row(0), row(7));
  const tmp7 = i16x8.sub(row(0), row(7));
  const tmp1 = i16x8.add(row(1), row(6));
  const tmp6 = i16x8.sub(row(1), row(6));
  const tmp2 = i16x8.add(row(2), row(5));
  const tmp5 = i16x8.sub(row(2), row(5));
  const tmp3 = i16x8.add(row(3), row(4));
  const tmp4 = i16x8.sub(row(3), row(4));

  const tmp10 = i16x8.add(tmp0, tmp3);
  const tmp13 = i16x8.sub(tmp0, tmp3);
  const tmp11 = i16x8.add(tmp1, tmp2);
  const tmp12 = i16x8.sub(tmp1, tmp2);
  const sum = i16x8.add(tmp10, tmp11);
  const difference = i16x8.sub(tmp10, tmp11);
  if (second) {
    const half = i16x8.splat(2);
    setRow(0, i16x8.shr_s(i16x8.add(sum, half), 2));
    setRow(4, i16x8.shr_s(i16x8.add(difference, half), 2));
  } else {
    setRow(0, i16x8.shl(sum, 2));
    setRow(4, i16x8.shl(difference, 2));
  }
  setRow(2, weighted(tmp13, tmp12, factors(10703, 4433), shift));
  setRow(6, weighted(tmp13, tmp12, factors(4433, -10704), shift));

  const z3 = i16x8.add(tmp4, tmp6);
  const z4 = i16x8.add(tmp5, tmp7);
  const z3Low = i32x4.dot_i16x8_s(low(z3, z4), factors(-6436, 9633));
  const z3High = i32x4.dot_i16x8_s(high(z3, z4), factors(-6436, 9633));
  const z4Low = i32x4.dot_i16x8_s(low(z3, z4), factors(9633, 6437));
  const z4High = i32x4.dot_i16x8_s(high(z3, z4), factors(9633, 6437));
  setRow(7, weightedAnd(tmp4, tmp7, factors(-4927, -7373), z3Low, z3High, shift));
  setRow(1, weightedAnd(tmp4, tmp7, factors(-7373, 4926), z4Low, z4High, shift));
  setRow(5, weightedAnd(tmp5, tmp6, factors(-4176, -20995), z4Low, z4High, shift));
  setRow(3, weightedAnd(tmp5, tmp6, factors(-20995, 4177), z3Low, z3High, shift));
}

// @ts-ignore: decorator
@inline
function transpose(): void {
  const a0 = low(row(0), row(4));
  const a1 = high(row(0), row(4));
  const a2 = low(row(2), row(6));
  const a3 = high(row(2), row(6));
  const b0 = low(row(1), row(5));
  const b1 = high(row(1), row(5));
  const b2 = low(row(3), row(7));
  const b3 = high(row(3), row(7));
  const c0 = low(a0, a2);
  const c1 = high(a0, a2);
  const c2 = low(a1, a3);
  const c3 = high(a1, a3);
  const d0 = low(b0, b2);
  const d1 = high(b0, b2);
  const d2 = low(b1, b3);
  const d3 = high(b1, b3);
  setRow(0, low(c0, d0));
  setRow(1, high(c0, d0));
  setRow(2, low(c1, d1));
  setRow(3, high(c1, d1));
  setRow(4, low(c2, d2));
  setRow(5, high(c2, d2));
  setRow(6, low(c3, d3));
  setRow(7, high(c3, d3));
}

/** Transforms 8 × 8 samples at `from` into `coefficients`. */
export function samplesToCoefficients(from: usize, stride: usize): void {
  const middle = i16x8.splat(128);
  for (let y: usize = 0; y < 8; y++) setRow(y, i16x8.sub(v128.load8x8_u(from + y * stride), middle));
  transpose();
  transform(false);
  transpose();
  transform(true);
}
