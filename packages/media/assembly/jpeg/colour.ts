import { storeRgb } from '../store-rgb';

/** Rows of samples to packed RGB. All write whole groups of 16 pixels: up to 45 bytes behind the row. */

/** Green: (-0.34414 Cb - 0.71414 Cr) rounded, four values; the whole part of the second factor is taken apart. */
// @ts-ignore: decorator
@inline
function green(pairs: v128): v128 {
  const factors = i16x8(-22554, 18734, -22554, 18734, -22554, 18734, -22554, 18734);
  return i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(pairs, factors), i32x4.splat(32768)), 16);
}

// @ts-ignore: decorator
@inline
function greenOffset(cb: v128, cr: v128): v128 {
  const low = green(v128.shuffle<i16>(cb, cr, 0, 8, 1, 9, 2, 10, 3, 11));
  const high = green(v128.shuffle<i16>(cb, cr, 4, 12, 5, 13, 6, 14, 7, 15));
  return i16x8.sub(i16x8.narrow_i32x4_s(low, high), cr);
}

/** Red: 1.402 Cr rounded. The fraction 26345 / 65536 is taken as 13173 / 32768, equal for all -128..127. */
// @ts-ignore: decorator
@inline
function redOffset(cr: v128): v128 {
  return i16x8.add(i16x8.q15mulr_sat_s(cr, i16x8.splat(13173)), cr);
}

/** Blue: 1.772 Cb rounded, as 2 Cb - 0.228 Cb. */
// @ts-ignore: decorator
@inline
function blueOffset(cb: v128): v128 {
  return i16x8.add(i16x8.q15mulr_sat_s(cb, i16x8.splat(-7471)), i16x8.shl(cb, 1));
}

// @ts-ignore: decorator
@inline
function shifted(low: v128, high: v128, lowOffset: v128, highOffset: v128): v128 {
  return i8x16.narrow_i16x8_u(i16x8.add(low, lowOffset), i16x8.add(high, highOffset));
}

/** Full-range BT.601, in libjpeg's rounding. */
export function yccToRgb(y: usize, cb: usize, cr: usize, to: usize, width: i32): void {
  const middle = i8x16.splat(-128);
  for (let x: usize = 0; x < <usize>width; x += 16, to += 48) {
    const luma = v128.load(y + x);
    const blue = v128.xor(v128.load(cb + x), middle);
    const red = v128.xor(v128.load(cr + x), middle);
    const yLow = i16x8.extend_low_i8x16_u(luma);
    const yHigh = i16x8.extend_high_i8x16_u(luma);
    const cbLow = i16x8.extend_low_i8x16_s(blue);
    const cbHigh = i16x8.extend_high_i8x16_s(blue);
    const crLow = i16x8.extend_low_i8x16_s(red);
    const crHigh = i16x8.extend_high_i8x16_s(red);
    storeRgb(
      to,
      shifted(yLow, yHigh, redOffset(crLow), redOffset(crHigh)),
      shifted(yLow, yHigh, greenOffset(cbLow, crLow), greenOffset(cbHigh, crHigh)),
      shifted(yLow, yHigh, blueOffset(cbLow), blueOffset(cbHigh)),
    );
  }
}

/** Three rows that are red, green and blue already. */
export function planesToRgb(r: usize, g: usize, b: usize, to: usize, width: i32): void {
  for (let x: usize = 0; x < <usize>width; x += 16, to += 48) {
    storeRgb(to, v128.load(r + x), v128.load(g + x), v128.load(b + x));
  }
}

/**
 * Takes the black row into account, in place: OpenCV's formula for CMYK that is stored inverted, as Adobe does.
 * `complement`: the pixels are 255 minus the inks (they were stored as YCCK), not the inks themselves.
 */
export function applyBlack(rgb: usize, k: usize, width: i32, complement: bool): void {
  for (let x: usize = 0; x < <usize>width; x++) {
    const black = <i32>load<u8>(k + x);
    for (let end = rgb + 3; rgb < end; rgb++) {
      const value = <i32>load<u8>(rgb);
      const rest = complement ? value : 255 - value;
      store<u8>(rgb, <u8>(black - ((rest * black) >> 8)));
    }
  }
}
