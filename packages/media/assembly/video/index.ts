/**
 * Raw BT.601 video (limited range, chroma halved both ways) to packed RGB, bit for bit as OpenCV's
 * cvtColor(COLOR_YUV2RGB_I420) does: four pixels share their chroma, factors have 20 bits. Memory comes from outside.
 */
import { storeRgb } from '../store-rgb';

/** First address that the host may use. */
export function memoryStart(): usize {
  return __heap_base;
}

/** Four values of a colour: light and its share of the chroma, the half for rounding in it. */
// @ts-ignore: decorator
@inline
function four(light: v128, chroma: v128): v128 {
  return i32x4.shr_s(i32x4.add(light, chroma), 20);
}

/** Sixteen values of a colour, from the light of sixteen pixels and its share of the chroma of eight pairs of them. */
// @ts-ignore: decorator
@inline
function sixteen(light0: v128, light1: v128, light2: v128, light3: v128, low: v128, high: v128): v128 {
  const first = four(light0, v128.shuffle<i32>(low, low, 0, 0, 1, 1));
  const second = four(light1, v128.shuffle<i32>(low, low, 2, 2, 3, 3));
  const third = four(light2, v128.shuffle<i32>(high, high, 0, 0, 1, 1));
  const fourth = four(light3, v128.shuffle<i32>(high, high, 2, 2, 3, 3));
  return i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(first, second), i16x8.narrow_i32x4_s(third, fourth));
}

// @ts-ignore: decorator
@inline
function times(values: v128, factor: i32): v128 {
  return i32x4.mul(values, i32x4.splat(factor));
}

// @ts-ignore: decorator
@inline
function green(cb: v128, cr: v128): v128 {
  return i32x4.add(i32x4.add(times(cb, -409993), times(cr, -852492)), i32x4.splat(1 << 19));
}

// @ts-ignore: decorator
@inline
function colour(chroma: v128, factor: i32): v128 {
  return i32x4.add(times(chroma, factor), i32x4.splat(1 << 19));
}

/** One row. Reads and writes whole groups of 16 pixels: up to 15 samples and 45 bytes behind it. */
function convertRow(y: usize, u: usize, v: usize, to: usize, width: i32): void {
  const middle = i8x16.splat(-128);
  for (let x: usize = 0; x < <usize>width; x += 16, to += 48) {
    const luma = i8x16.sub_sat_u(v128.load(y + x), i8x16.splat(16));
    const cb = i16x8.extend_low_i8x16_s(v128.xor(v128.load64_zero(u + (x >> 1)), middle));
    const cr = i16x8.extend_low_i8x16_s(v128.xor(v128.load64_zero(v + (x >> 1)), middle));
    const cbLow = i32x4.extend_low_i16x8_s(cb);
    const cbHigh = i32x4.extend_high_i16x8_s(cb);
    const crLow = i32x4.extend_low_i16x8_s(cr);
    const crHigh = i32x4.extend_high_i16x8_s(cr);
    const lumaLow = i16x8.extend_low_i8x16_u(luma);
    const lumaHigh = i16x8.extend_high_i8x16_u(luma);
    const light0 = times(i32x4.extend_low_i16x8_u(lumaLow), 1220542);
    const light1 = times(i32x4.extend_high_i16x8_u(lumaLow), 1220542);
    const light2 = times(i32x4.extend_low_i16x8_u(lumaHigh), 1220542);
    const light3 = times(i32x4.extend_high_i16x8_u(lumaHigh), 1220542);
    storeRgb(
      to,
      sixteen(light0, light1, light2, light3, colour(crLow, 1673527), colour(crHigh, 1673527)),
      sixteen(light0, light1, light2, light3, green(cbLow, crLow), green(cbHigh, crHigh)),
      sixteen(light0, light1, light2, light3, colour(cbLow, 2116026), colour(cbHigh, 2116026)),
    );
  }
}

/**
 * Converts `rows` rows, the first of which is the first of the two that share a row of chroma. Planes come without padding.
 *
 * @param toStride - bytes from row to row; each row may be overrun, see `convertRow`
 */
export function convertRows(
  y: usize,
  u: usize,
  v: usize,
  to: usize,
  width: i32,
  rows: i32,
  toStride: usize,
): void {
  const chromaWidth = (width + 1) >> 1;
  for (let row: i32 = 0; row < rows; row++, y += width, to += toStride) {
    const chroma = <usize>((row >> 1) * chromaWidth);
    convertRow(y, u + chroma, v + chroma, to, width);
  }
}
