/** Inverse of a 3x3 matrix, row by row, by its adjugate; undefined for one that has none. */
export function invert3x3(matrix: readonly number[]): readonly number[] | undefined {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0] = matrix;
  const adjugate = [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ];
  const determinant = a * (e * i - f * h) + b * (f * g - d * i) + c * (d * h - e * g);
  const inverse = adjugate.map((value) => value / determinant);
  return inverse.every(Number.isFinite) ? inverse : undefined;
}
