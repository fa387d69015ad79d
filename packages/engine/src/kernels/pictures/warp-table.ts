import { roundHalfEven } from '../rounding.js';
import type { Lens } from './lens.js';
import { distort } from './lens.js';
import type { Matrix } from './matrix.js';

/** Where in the source each pixel of a picture comes from, row by row: coordinates with 5 bits after the point. */
export interface WarpTable {
  readonly width: number;
  readonly height: number;
  readonly xs: Int32Array;
  readonly ys: Int32Array;
}

/** Values per pixel of the source that coordinates tell apart: INTER_TAB_SIZE of OpenCV's imgwarp.cpp. */
const fractions = 32;
/** OpenCV keeps whole coordinates in 16 bits. */
const farthest = 32_767;

/** Table of `warpPerspective` (imgwarp.cpp): `inverse` leads from the picture to the source. */
export function perspectiveTable(inverse: Matrix, width: number, height: number): WarpTable {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0] = inverse;
  const { xs, ys } = emptyTable(width, height);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      const w = g * x + h * y + i;
      // Points on the horizon take the first pixel, as they do there.
      const scale = w === 0 ? 0 : fractions / w;
      xs[p] = coordinate((a * x + b * y + c) * scale);
      ys[p] = coordinate((d * x + e * y + f) * scale);
    }
  }
  return { width, height, xs, ys };
}

/** Table of `warpAffine` (imgwarp.cpp): sums with 10 bits after the point, of which 5 are kept. */
export function affineTable(inverse: Matrix, width: number, height: number): WarpTable {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = inverse;
  const { xs, ys } = emptyTable(width, height);
  const one = 1024;
  const half = one / fractions / 2;
  for (let y = 0, p = 0; y < height; y++) {
    const left = roundHalfEven((b * y + c) * one) + half;
    const top = roundHalfEven((e * y + f) * one) + half;
    for (let x = 0; x < width; x++, p++) {
      xs[p] = coordinate(Math.floor((left + roundHalfEven(a * x * one)) / fractions));
      ys[p] = coordinate(Math.floor((top + roundHalfEven(d * x * one)) / fractions));
    }
  }
  return { width, height, xs, ys };
}

/** Table of `undistort` with the same camera matrix before and after (undistort.dispatch.cpp). */
export function undistortTable(lens: Lens, width: number, height: number): WarpTable {
  const { xs, ys } = emptyTable(width, height);
  const row = new Float64Array(2 * width);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      row[2 * x] = x;
      row[2 * x + 1] = y;
    }
    distort(row, lens);
    for (let x = 0; x < width; x++, p++) {
      xs[p] = coordinate(row[2 * x]! * fractions);
      ys[p] = coordinate(row[2 * x + 1]! * fractions);
    }
  }
  return { width, height, xs, ys };
}

function emptyTable(width: number, height: number): { xs: Int32Array; ys: Int32Array } {
  return { xs: new Int32Array(width * height), ys: new Int32Array(width * height) };
}

/** Rounded, and kept to what lies well outside every picture; NaN too. */
function coordinate(value: number): number {
  const limit = farthest * fractions;
  return value > -limit && value < limit ? roundHalfEven(value) : value > 0 ? limit : -limit;
}
