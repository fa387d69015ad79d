/**
 * The inner loops of pre-processing, in AssemblyScript: compiled by `npm run generate -w @farsight/engine` to
 * `src/gen/pixels-module.ts`. Each function handles one row; `src/kernels/` decides which rows, and its specs hold a
 * plain twin of every function here.
 *
 * All pointers are byte offsets into the imported memory. Source rows are read up to 8 bytes past their last pixel, and
 * rows of four-byte pixels are read and written in whole groups of 4 pixels: their buffers must have that room.
 */

/** Bytes of two neighbouring pixels -> their channels side by side as 16-bit pairs, for 1, 3 and 4 bytes per pixel. */
// @ts-ignore: decorator
@inline
function pairs(bytesPerPixel: i32, from: usize): v128 {
  const pixels = v128.load64_zero(from);
  if (bytesPerPixel == 1) {
    return v128.swizzle(pixels, i8x16(0, -1, 1, -1, 0, -1, 1, -1, 0, -1, 1, -1, -1, -1, -1, -1));
  }
  if (bytesPerPixel == 3) {
    return v128.swizzle(pixels, i8x16(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1));
  }
  return v128.swizzle(pixels, i8x16(0, -1, 4, -1, 1, -1, 5, -1, 2, -1, 6, -1, -1, -1, -1, -1));
}

/**
 * One pixel between four, with OpenCV's rounding: 11-bit weights, horizontal sums cut by 4 bits, vertical products by
 * 16, the rest rounded (VResizeLinear for 8 bits in OpenCV's resize.cpp). A dot product with a 32-bit weight below
 * 32768 multiplies 32-bit lanes below 32768: one instruction where i32x4.mul takes two.
 */
function between(above: v128, below: v128, weightX: v128, weightAbove: v128, weightBelow: v128): v128 {
  const top = i32x4.shr_u(i32x4.dot_i16x8_s(above, weightX), 4);
  const bottom = i32x4.shr_u(i32x4.dot_i16x8_s(below, weightX), 4);
  const sum = i32x4.add(
    i32x4.shr_u(i32x4.dot_i16x8_s(top, weightAbove), 16),
    i32x4.shr_u(i32x4.dot_i16x8_s(bottom, weightBelow), 16),
  );
  return i32x4.shr_u(i32x4.add(sum, i32x4.splat(2)), 2);
}

/** Sixteen lanes of 32 bits as bytes, those out of range at the nearest end of it. */
function pack(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
}

/** {@link bilinearRow} for a number of bytes per pixel that is known to the compiler: nothing asks for it inside. */
// @ts-ignore: decorator
@inline
function bilinearRowOf(
  bytes: i32,
  dst: usize,
  count: i32,
  above: usize,
  below: usize,
  offsets: usize,
  weights: usize,
  aboveWeight: i32,
  belowWeight: i32,
): void {
  const wa = i32x4.splat(aboveWeight);
  const wb = i32x4.splat(belowWeight);
  for (let i: i32 = 0; i < count; i += 4) {
    const table = (<usize>i) << 2;
    const o0 = <usize>load<u32>(offsets + table);
    const o1 = <usize>load<u32>(offsets + table, 4);
    const o2 = <usize>load<u32>(offsets + table, 8);
    const o3 = <usize>load<u32>(offsets + table, 12);
    const w = weights + table;
    const p0 = between(pairs(bytes, above + o0), pairs(bytes, below + o0), v128.load32_splat(w), wa, wb);
    const p1 = between(pairs(bytes, above + o1), pairs(bytes, below + o1), v128.load32_splat(w, 4), wa, wb);
    const p2 = between(pairs(bytes, above + o2), pairs(bytes, below + o2), v128.load32_splat(w, 8), wa, wb);
    const p3 = between(pairs(bytes, above + o3), pairs(bytes, below + o3), v128.load32_splat(w, 12), wa, wb);
    v128.store(dst + table, pack(p0, p1, p2, p3));
  }
}

/**
 * `dst` (4 bytes per pixel, `count` rounded up to 4) = row between `above` and `below`, which have 1, 3 or 4 bytes per pixel; of
 * 4 the last becomes 0. Tables: per output pixel a byte offset into the row, and two 16-bit weights that sum to 2048.
 */
export function bilinearRow(
  dst: usize,
  count: i32,
  above: usize,
  below: usize,
  offsets: usize,
  weights: usize,
  aboveWeight: i32,
  belowWeight: i32,
  bytesPerPixel: i32,
): void {
  if (bytesPerPixel == 1) {
    bilinearRowOf(1, dst, count, above, below, offsets, weights, aboveWeight, belowWeight);
  } else if (bytesPerPixel == 3) {
    bilinearRowOf(3, dst, count, above, below, offsets, weights, aboveWeight, belowWeight);
  } else {
    bilinearRowOf(4, dst, count, above, below, offsets, weights, aboveWeight, belowWeight);
  }
}

/** `dst` (4 bytes per pixel) = `count` pixels of `src` at the byte offsets given, untouched: nearest and no resize. */
export function pickRow(dst: usize, count: i32, src: usize, offsets: usize, bytesPerPixel: i32): void {
  if (bytesPerPixel == 1) {
    for (let i: usize = 0; i < <usize>count; i++) {
      store<u32>(dst + (i << 2), <u32>load<u8>(src + load<u32>(offsets + (i << 2))) * 0x010101);
    }
    return;
  }
  for (let i: usize = 0; i < <usize>count; i++) {
    store<u32>(dst + (i << 2), load<u32>(src + load<u32>(offsets + (i << 2))));
  }
}

/**
 * One output row of Pillow's horizontal pass (ImagingResampleHorizontal_8bpc): weights of 22 bits, each split into
 * `high * 2048 + low` so that 16-bit dot products keep it exact. Per output pixel: a byte offset, and `pairCount` times
 * four 16-bit numbers high0, high1, low0, low1 for two neighbouring source pixels.
 */
export function filterAcross(
  dst: usize,
  count: i32,
  src: usize,
  offsets: usize,
  weights: usize,
  pairCount: i32,
  bytesPerPixel: i32,
): void {
  const step = (<usize>bytesPerPixel) << 1;
  let w = weights;
  for (let i: usize = 0; i < <usize>count; i++) {
    let from = src + load<u32>(offsets + (i << 2));
    let high = i32x4.splat(0);
    let low = i32x4.splat(1 << 21);
    for (let t: i32 = 0; t < pairCount; t++) {
      const pixels = pairs(bytesPerPixel, from);
      high = i32x4.add(high, i32x4.dot_i16x8_s(pixels, v128.load32_splat(w)));
      low = i32x4.add(low, i32x4.dot_i16x8_s(pixels, v128.load32_splat(w, 4)));
      from += step;
      w += 8;
    }
    const sum = i32x4.shr_s(i32x4.add(i32x4.shl(high, 11), low), 22);
    const bytes = pack(sum, sum, sum, sum);
    store<u32>(dst + (i << 2), <u32>i32x4.extract_lane(bytes, 0));
  }
}

/** Pillow's vertical pass over rows of 4 bytes per pixel. `rows`: `2 * pairCount` pointers; weights as {@link filterAcross}. */
export function filterDown(dst: usize, count: i32, rows: usize, weights: usize, pairCount: i32): void {
  const zero = i32x4.splat(0);
  for (let i: usize = 0; i < <usize>count; i += 4) {
    let high0 = zero;
    let high1 = zero;
    let high2 = zero;
    let high3 = zero;
    let low0 = i32x4.splat(1 << 21);
    let low1 = low0;
    let low2 = low0;
    let low3 = low0;
    for (let t: usize = 0; t < <usize>pairCount; t++) {
      const a = v128.load(<usize>load<u32>(rows + (t << 3)) + (i << 2));
      const b = v128.load(<usize>load<u32>(rows + (t << 3), 4) + (i << 2));
      const weightHigh = v128.load32_splat(weights + (t << 3));
      const weightLow = v128.load32_splat(weights + (t << 3), 4);
      const left = v128.shuffle<u8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const right = v128.shuffle<u8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      const p0 = i16x8.extend_low_i8x16_u(left);
      const p1 = i16x8.extend_high_i8x16_u(left);
      const p2 = i16x8.extend_low_i8x16_u(right);
      const p3 = i16x8.extend_high_i8x16_u(right);
      high0 = i32x4.add(high0, i32x4.dot_i16x8_s(p0, weightHigh));
      high1 = i32x4.add(high1, i32x4.dot_i16x8_s(p1, weightHigh));
      high2 = i32x4.add(high2, i32x4.dot_i16x8_s(p2, weightHigh));
      high3 = i32x4.add(high3, i32x4.dot_i16x8_s(p3, weightHigh));
      low0 = i32x4.add(low0, i32x4.dot_i16x8_s(p0, weightLow));
      low1 = i32x4.add(low1, i32x4.dot_i16x8_s(p1, weightLow));
      low2 = i32x4.add(low2, i32x4.dot_i16x8_s(p2, weightLow));
      low3 = i32x4.add(low3, i32x4.dot_i16x8_s(p3, weightLow));
    }
    const s0 = i32x4.shr_s(i32x4.add(i32x4.shl(high0, 11), low0), 22);
    const s1 = i32x4.shr_s(i32x4.add(i32x4.shl(high1, 11), low1), 22);
    const s2 = i32x4.shr_s(i32x4.add(i32x4.shl(high2, 11), low2), 22);
    const s3 = i32x4.shr_s(i32x4.add(i32x4.shl(high3, 11), low3), 22);
    v128.store(dst + (i << 2), pack(s0, s1, s2, s3));
  }
}

/** `dst` (float32) = `scale * channel + bias` for the byte `channel` (0..2) of each four-byte pixel of `src`. */
export function storePlane(dst: usize, count: i32, src: usize, channel: i32, scale: f32, bias: f32): void {
  const shift = channel << 3;
  const byte = i32x4.splat(255);
  const scales = f32x4.splat(scale);
  const biases = f32x4.splat(bias);
  const whole = <usize>(count & ~3);
  for (let i: usize = 0; i < whole; i += 4) {
    const lane = v128.and(i32x4.shr_u(v128.load(src + (i << 2)), shift), byte);
    const value = f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(lane), scales), biases);
    v128.store(dst + (i << 2), value);
  }
  for (let i: usize = whole; i < <usize>count; i++) {
    store<f32>(dst + (i << 2), <f32>load<u8>(src + (i << 2) + channel) * scale + bias);
  }
}

/** `dst` (16 bits) = what `table` (256 values) has for the byte `channel` of each four-byte pixel of `src`. */
export function storeHalves(dst: usize, count: i32, src: usize, channel: i32, table: usize): void {
  const from = src + channel;
  const whole = <usize>(count & ~3);
  for (let i: usize = 0; i < whole; i += 4) {
    const pixel = from + (i << 2);
    const a = <u64>load<u16>(table + ((<usize>load<u8>(pixel)) << 1));
    const b = <u64>load<u16>(table + ((<usize>load<u8>(pixel, 4)) << 1));
    const c = <u64>load<u16>(table + ((<usize>load<u8>(pixel, 8)) << 1));
    const d = <u64>load<u16>(table + ((<usize>load<u8>(pixel, 12)) << 1));
    store<u64>(dst + (i << 1), a | (b << 16) | (c << 32) | (d << 48));
  }
  for (let i: usize = whole; i < <usize>count; i++) {
    store<u16>(dst + (i << 1), load<u16>(table + ((<usize>load<u8>(from + (i << 2))) << 1)));
  }
}
