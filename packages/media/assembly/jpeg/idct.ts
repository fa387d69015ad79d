/**
 * The inverse DCT of Loeffler, Ligtenberg and Moschytz (Proc. ICASSP 1989, pp. 988-991) in the fixed-point form that
 * libjpeg calls "slow integer": constants with 13 bits, 2 extra bits between the passes. Bit for bit what libjpeg-turbo,
 * and so OpenCV and Pillow, compute.
 */

/** Columns first: drop the constants' bits, keep 2. */
const firstShift: i32 = 13 - 2;
/** Then rows: drop the constants' bits, the 2 kept, and divide by 8. */
const secondShift: i32 = 13 + 2 + 3;

/** Between the passes: 8 rows of 8 × i16. */
const workspace = memory.data(128, 16);

/** Two factors for `dot` with two interleaved rows, each round(x * 2^13). */
// @ts-ignore: decorator
@inline
function factors(a: i16, b: i16): v128 {
  return i16x8(a, b, a, b, a, b, a, b);
}

/** Interleaves the lower four lanes of two rows. */
// @ts-ignore: decorator
@inline
function low(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

/** Interleaves the upper four lanes of two rows. */
// @ts-ignore: decorator
@inline
function high(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

// @ts-ignore: decorator
@inline
function dot(a: v128, b: v128): v128 {
  return i32x4.dot_i16x8_s(a, b);
}

// @ts-ignore: decorator
@inline
function row(from: usize, scale: usize, index: usize): v128 {
  const values = v128.load(from + index * 16);
  return scale == 0 ? values : i16x8.mul(values, v128.load(scale + index * 16));
}

/** Writes rows `index` and `7 - index`: sum and difference of the even and the odd part. */
// @ts-ignore: decorator
@inline
function finish(index: usize, evenLow: v128, evenHigh: v128, oddLow: v128, oddHigh: v128, shift: i32): void {
  const half = i32x4.splat(1 << (shift - 1));
  const roundLow = i32x4.add(evenLow, half);
  const roundHigh = i32x4.add(evenHigh, half);
  v128.store(
    workspace + index * 16,
    i16x8.narrow_i32x4_s(
      i32x4.shr_s(i32x4.add(roundLow, oddLow), shift),
      i32x4.shr_s(i32x4.add(roundHigh, oddHigh), shift),
    ),
  );
  v128.store(
    workspace + (7 - index) * 16,
    i16x8.narrow_i32x4_s(
      i32x4.shr_s(i32x4.sub(roundLow, oddLow), shift),
      i32x4.shr_s(i32x4.sub(roundHigh, oddHigh), shift),
    ),
  );
}

/** One pass over eight columns at once. */
// @ts-ignore: decorator
@inline
function transform(from: usize, scale: usize, shift: i32): void {
  // Even part.
  const in2 = row(from, scale, 2);
  const in6 = row(from, scale, 6);
  const low26 = low(in2, in6);
  const high26 = high(in2, in6);
  const tmp3Low = dot(low26, factors(10703, 4433)); // 0.541196100 + 0.765366865, 0.541196100
  const tmp3High = dot(high26, factors(10703, 4433));
  const tmp2Low = dot(low26, factors(4433, -10704)); // 0.541196100, 0.541196100 - 1.847759065
  const tmp2High = dot(high26, factors(4433, -10704));
  const in0 = row(from, scale, 0);
  const in4 = row(from, scale, 4);
  const sum = i16x8.add(in0, in4);
  const difference = i16x8.sub(in0, in4);
  const tmp0Low = i32x4.shl(i32x4.extend_low_i16x8_s(sum), 13);
  const tmp0High = i32x4.shl(i32x4.extend_high_i16x8_s(sum), 13);
  const tmp1Low = i32x4.shl(i32x4.extend_low_i16x8_s(difference), 13);
  const tmp1High = i32x4.shl(i32x4.extend_high_i16x8_s(difference), 13);

  // Odd part.
  const in1 = row(from, scale, 1);
  const in3 = row(from, scale, 3);
  const in5 = row(from, scale, 5);
  const in7 = row(from, scale, 7);
  const z3 = i16x8.add(in3, in7);
  const z4 = i16x8.add(in1, in5);
  const low34 = low(z3, z4);
  const high34 = high(z3, z4);
  const z3Low = dot(low34, factors(-6436, 9633)); // 1.175875602 - 1.961570560, 1.175875602
  const z3High = dot(high34, factors(-6436, 9633));
  const z4Low = dot(low34, factors(9633, 6437)); // 1.175875602, 1.175875602 - 0.390180644
  const z4High = dot(high34, factors(9633, 6437));
  const low71 = low(in7, in1);
  const high71 = high(in7, in1);
  const low53 = low(in5, in3);
  const high53 = high(in5, in3);
  const odd0Low = i32x4.add(dot(low71, factors(-4927, -7373)), z3Low); // 0.298631336 - 0.899976223, -0.899976223
  const odd0High = i32x4.add(dot(high71, factors(-4927, -7373)), z3High);
  const odd3Low = i32x4.add(dot(low71, factors(-7373, 4926)), z4Low); // -0.899976223, 1.501321110 - 0.899976223
  const odd3High = i32x4.add(dot(high71, factors(-7373, 4926)), z4High);
  const odd1Low = i32x4.add(dot(low53, factors(-4176, -20995)), z4Low); // 2.053119869 - 2.562915447, -2.562915447
  const odd1High = i32x4.add(dot(high53, factors(-4176, -20995)), z4High);
  const odd2Low = i32x4.add(dot(low53, factors(-20995, 4177)), z3Low); // -2.562915447, 3.072711026 - 2.562915447
  const odd2High = i32x4.add(dot(high53, factors(-20995, 4177)), z3High);

  finish(0, i32x4.add(tmp0Low, tmp3Low), i32x4.add(tmp0High, tmp3High), odd3Low, odd3High, shift);
  finish(1, i32x4.add(tmp1Low, tmp2Low), i32x4.add(tmp1High, tmp2High), odd2Low, odd2High, shift);
  finish(2, i32x4.sub(tmp1Low, tmp2Low), i32x4.sub(tmp1High, tmp2High), odd1Low, odd1High, shift);
  finish(3, i32x4.sub(tmp0Low, tmp3Low), i32x4.sub(tmp0High, tmp3High), odd0Low, odd0High, shift);
}

/** Turns the workspace's rows into columns. */
// @ts-ignore: decorator
@inline
function transpose(): void {
  const r0 = row(workspace, 0, 0);
  const r1 = row(workspace, 0, 1);
  const r2 = row(workspace, 0, 2);
  const r3 = row(workspace, 0, 3);
  const r4 = row(workspace, 0, 4);
  const r5 = row(workspace, 0, 5);
  const r6 = row(workspace, 0, 6);
  const r7 = row(workspace, 0, 7);
  const a0 = low(r0, r4);
  const a1 = high(r0, r4);
  const a2 = low(r2, r6);
  const a3 = high(r2, r6);
  const b0 = low(r1, r5);
  const b1 = high(r1, r5);
  const b2 = low(r3, r7);
  const b3 = high(r3, r7);
  const c0 = low(a0, a2);
  const c1 = high(a0, a2);
  const c2 = low(a1, a3);
  const c3 = high(a1, a3);
  const d0 = low(b0, b2);
  const d1 = high(b0, b2);
  const d2 = low(b1, b3);
  const d3 = high(b1, b3);
  v128.store(workspace, low(c0, d0));
  v128.store(workspace, high(c0, d0), 16);
  v128.store(workspace, low(c1, d1), 32);
  v128.store(workspace, high(c1, d1), 48);
  v128.store(workspace, low(c2, d2), 64);
  v128.store(workspace, high(c2, d2), 80);
  v128.store(workspace, low(c3, d3), 96);
  v128.store(workspace, high(c3, d3), 112);
}

/** Rows `index` and `index + 1` of the workspace as bytes, one lane of each in turn. */
// @ts-ignore: decorator
@inline
function bytePairs(index: usize): v128 {
  const bytes = i8x16.narrow_i16x8_s(row(workspace, 0, index), row(workspace, 0, index + 1));
  const level = v128.xor(bytes, i8x16.splat(-128)); // -128..127 to 0..255
  return i8x16.shuffle(level, level, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15);
}

// @ts-ignore: decorator
@inline
function storeTwoRows(to: usize, stride: usize, rows: v128): void {
  v128.store64_lane(to, rows, 0);
  v128.store64_lane(to + stride, rows, 1);
}

/** Turns the workspace's columns into rows of samples. */
// @ts-ignore: decorator
@inline
function storeSamples(to: usize, stride: usize): void {
  const c01 = bytePairs(0);
  const c23 = bytePairs(2);
  const c45 = bytePairs(4);
  const c67 = bytePairs(6);
  const top0123 = low(c01, c23);
  const end0123 = high(c01, c23);
  const top4567 = low(c45, c67);
  const end4567 = high(c45, c67);
  storeTwoRows(to, stride, v128.shuffle<i32>(top0123, top4567, 0, 4, 1, 5));
  storeTwoRows(to + 2 * stride, stride, v128.shuffle<i32>(top0123, top4567, 2, 6, 3, 7));
  storeTwoRows(to + 4 * stride, stride, v128.shuffle<i32>(end0123, end4567, 0, 4, 1, 5));
  storeTwoRows(to + 6 * stride, stride, v128.shuffle<i32>(end0123, end4567, 2, 6, 3, 7));
}

/**
 * Turns a block of coefficients (64 × i16, row by row) into 8 × 8 samples at `to`. `last` is the index of the last
 * coefficient that is not zero.
 */
export function blockToSamples(block: usize, last: i32, quantisation: usize, to: usize, stride: usize): void {
  if (last == 0) {
    flatSamples(block, quantisation, to, stride);
    return;
  }
  transform(block, quantisation, firstShift);
  transpose();
  transform(workspace, 0, secondShift);
  storeSamples(to, stride);
}

function flatSamples(block: usize, quantisation: usize, to: usize, stride: usize): void {
  const dc = <i32>(<i16>(load<i16>(block) * load<i16>(quantisation)));
  const level = min(max(((dc + 4) >> 3) + 128, 0), 255);
  const samples = <u64>level * 0x0101010101010101;
  for (let i = 0; i < 8; i++, to += stride) store<u64>(to, samples);
}
