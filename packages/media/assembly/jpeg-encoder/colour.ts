/** Pixels to planes of Y, Cb, Cr (full-range BT.601, in libjpeg's rounding), and chroma planes halved. */

/** Bytes of a pixel, and where in four pixels the pairs (R, G), (B, G) and R, B alone are. */
let step: usize = 3;
const pickRedGreen = memory.data(16, 16);
const pickBlueGreen = memory.data(16, 16);
const pickRed = memory.data(16, 16);
const pickBlue = memory.data(16, 16);

/** Takes pixels of `bytes` bytes with red, green and blue at these places. */
export function definePixels(bytes: i32, red: i32, green: i32, blue: i32): void {
  step = <usize>bytes;
  for (let i = 0; i < 4; i++) {
    const at = i * bytes;
    const none = 0xff00ff00;
    store<u32>(pickRedGreen + i * 4, none | (at + red) | ((at + green) << 16));
    store<u32>(pickBlueGreen + i * 4, none | (at + blue) | ((at + green) << 16));
    store<u32>(pickRed + i * 4, 0xffffff00 | (at + red));
    store<u32>(pickBlue + i * 4, 0xffffff00 | (at + blue));
  }
}

// @ts-ignore: decorator
@inline
function factors(a: i16, b: i16): v128 {
  return i16x8(a, b, a, b, a, b, a, b);
}

// @ts-ignore: decorator
@inline
function storeFour(to: usize, values: v128): void {
  const shorts = i16x8.narrow_i32x4_s(values, values);
  v128.store32_lane(to, i8x16.narrow_i16x8_u(shorts, shorts), 0);
}

/** Factors are those of libjpeg, round(x * 2^16); 0.587 is taken in two parts, as it does not fit. */
export function convertRow(from: usize, width: i32, y: usize, cb: usize, cr: usize): void {
  const redGreen = v128.load(pickRedGreen);
  const blueGreen = v128.load(pickBlueGreen);
  const red = v128.load(pickRed);
  const blue = v128.load(pickBlue);
  const half = i32x4.splat(32768);
  const middle = i32x4.splat((128 << 16) + 32767);
  for (let x: usize = 0; x < <usize>width; x += 4, from += 4 * step) {
    const pixels = v128.load(from);
    const rg = i8x16.swizzle(pixels, redGreen);
    const bg = i8x16.swizzle(pixels, blueGreen);
    const luma = i32x4.add(
      i32x4.dot_i16x8_s(rg, factors(19595, 22086)),
      i32x4.dot_i16x8_s(bg, factors(7471, 16384)),
    );
    storeFour(y + x, i32x4.shr_s(i32x4.add(luma, half), 16));
    const halfBlue = i32x4.add(i32x4.shl(i8x16.swizzle(pixels, blue), 15), middle);
    storeFour(cb + x, i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(rg, factors(-11059, -21709)), halfBlue), 16));
    const halfRed = i32x4.add(i32x4.shl(i8x16.swizzle(pixels, red), 15), middle);
    storeFour(cr + x, i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(bg, factors(-5329, -27439)), halfRed), 16));
  }
}

/** Means of 2 × 2 samples; half of them are rounded up, half down. */
export function halveRows(upper: usize, lower: usize, to: usize, width: i32): void {
  const bias = i16x8(1, 2, 1, 2, 1, 2, 1, 2);
  for (let x: usize = 0; x < <usize>width; x += 8) {
    const sum = i16x8.add(
      i16x8.extadd_pairwise_i8x16_u(v128.load(upper + 2 * x)),
      i16x8.extadd_pairwise_i8x16_u(v128.load(lower + 2 * x)),
    );
    const mean = i16x8.shr_u(i16x8.add(sum, bias), 2);
    v128.store64_lane(to + x, i8x16.narrow_i16x8_u(mean, mean), 0);
  }
}
