/**
 * IEEE 754 half precision. The runtime's float16 tensors are bit patterns on Node < 24: everything here is written in
 * those.
 */

const floatView = new Float32Array(1);
const bitsView = new Uint32Array(floatView.buffer);
let table: Float32Array | undefined;

/** Bits of the half nearest to a number, ties to even; too large becomes infinite. */
export function halfFromFloat(value: number): number {
  floatView[0] = value;
  const bits = bitsView[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const rest = bits & 0x7fffffff;
  if (rest > 0x7f800000) return sign | 0x7e00;
  if (rest >= 0x477ff000) return sign | 0x7c00;
  if (rest < 0x38800000) return sign | subnormal(rest);
  const rebased = rest - 0x38000000;
  return sign | ((rebased + 0xfff + ((rebased >>> 13) & 1)) >>> 13);
}

/** Below 2^-14 halves are multiples of 2^-24: adding 0.5 to a float32 rounds it to exactly those. */
function subnormal(magnitudeBits: number): number {
  bitsView[0] = magnitudeBits;
  floatView[0] = floatView[0]! + 0.5;
  return bitsView[0] - 0x3f000000;
}

/** Value of a half. */
export function floatFromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Value of every half, by its bits: 256 KB, made on first use. */
export function halfValues(): Float32Array {
  table ??= Float32Array.from({ length: 65536 }, (_, bits) => floatFromHalf(bits));
  return table;
}
