import type { PointMap } from './point-map.js';

/** A camera and the distortion of its lens, in pixels: OpenCV's model of five coefficients (calib3d). */
export interface Lens {
  readonly fx: number;
  readonly fy: number;
  readonly cx: number;
  readonly cy: number;
  /** k1, k2, p1, p2, k3. */
  readonly coefficients: readonly number[];
}

/** Steps of the fixed-point iteration: OpenCV's undistortPoints takes 5; wide lenses need more at the corners. */
const steps = 20;

/** The map of a picture whose distortion was taken out. */
export function lensMap(lens: Lens): PointMap {
  return {
    toSource: (points) => distort(points, lens),
    fromSource: (points) => undistort(points, lens),
  };
}

/**
 * `x' = x (1 + k1 r² + k2 r⁴ + k3 r⁶) + 2 p1 x y + p2 (r² + 2 x²)`, `y'` alike, where x and y are distances from the
 * principal point in focal lengths.
 */
export function distort(points: Float64Array, { fx, fy, cx, cy, coefficients }: Lens): void {
  const [k1 = 0, k2 = 0, p1 = 0, p2 = 0, k3 = 0] = coefficients;
  for (let i = 0; i < points.length; i += 2) {
    const x = (points[i]! - cx) / fx;
    const y = (points[i + 1]! - cy) / fy;
    const r2 = x * x + y * y;
    const radial = 1 + ((k3 * r2 + k2) * r2 + k1) * r2;
    points[i] = fx * (x * radial + p1 * 2 * x * y + p2 * (r2 + 2 * x * x)) + cx;
    points[i + 1] = fy * (y * radial + p1 * (r2 + 2 * y * y) + p2 * 2 * x * y) + cy;
  }
}

/** The inverse has no formula: repeated, `x = (x' - tangential(x, y)) / radial(x, y)` settles on it. */
function undistort(points: Float64Array, { fx, fy, cx, cy, coefficients }: Lens): void {
  const [k1 = 0, k2 = 0, p1 = 0, p2 = 0, k3 = 0] = coefficients;
  for (let i = 0; i < points.length; i += 2) {
    const distortedX = (points[i]! - cx) / fx;
    const distortedY = (points[i + 1]! - cy) / fy;
    let x = distortedX;
    let y = distortedY;
    for (let step = 0; step < steps; step++) {
      const r2 = x * x + y * y;
      const radial = 1 + ((k3 * r2 + k2) * r2 + k1) * r2;
      const nextX = (distortedX - 2 * p1 * x * y - p2 * (r2 + 2 * x * x)) / radial;
      const nextY = (distortedY - p1 * (r2 + 2 * y * y) - 2 * p2 * x * y) / radial;
      const settled = Math.abs(nextX - x) + Math.abs(nextY - y) < 1e-9;
      x = nextX;
      y = nextY;
      if (settled) break;
    }
    points[i] = fx * x + cx;
    points[i + 1] = fy * y + cy;
  }
}
