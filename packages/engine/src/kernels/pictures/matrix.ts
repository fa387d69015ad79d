import type { PointMap } from './point-map.js';

/** 3x3, row by row: applied to x, y, 1 and divided by the third value that comes out. */
export type Matrix = readonly number[];

/** The inverse, by cofactors; undefined if there is none. */
export function invert(matrix: Matrix): Matrix | undefined {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0] = matrix;
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  if (determinant === 0 || !Number.isFinite(determinant)) return undefined;
  return [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ].map((cofactor) => cofactor / determinant);
}

/** The map of a picture whose pixels came from the source by `matrix`; `inverse` leads back. */
export function matrixMap(matrix: Matrix, inverse: Matrix): PointMap {
  return {
    toSource: (points) => transform(points, inverse),
    fromSource: (points) => transform(points, matrix),
  };
}

function transform(points: Float64Array, matrix: Matrix): void {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0] = matrix;
  for (let p = 0; p < points.length; p += 2) {
    const x = points[p]!;
    const y = points[p + 1]!;
    const w = g * x + h * y + i;
    points[p] = (a * x + b * y + c) / w;
    points[p + 1] = (d * x + e * y + f) / w;
  }
}
