/**
 * A float32 value as the double with the shortest decimal form that is still the same float32: 0.9, where the float32
 * itself reads 0.8999999761581421 as a double. Any decimal of 6 digits survives float32 (FLT_DIG), and 9 digits tell all
 * float32 values apart, so no other counts need to be
 * tried. (Subnormals, below 2^-126, may come out longer than they had to.)
 */
export function shortestFloat32(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  const short = Number(value.toPrecision(9));
  return Math.fround(short) === value ? short : value;
}
