import type { Matrix } from './matrix.js';

/**
 * Turns, scales and moves points so that they come to lie on others with the least sum of squared distances: Umeyama's
 * estimate (1991) with scaling and without mirroring, which in the plane has this closed form. Points are x, y by turns.
 * Undefined if the points do not tell: all in one place, or not numbers.
 */
export function similarity(from: ArrayLike<number>, to: ArrayLike<number>): Matrix | undefined {
  const count = from.length / 2;
  const [fromX, fromY] = mean(from);
  const [toX, toY] = mean(to);
  let spread = 0;
  let along = 0;
  let across = 0;
  for (let i = 0; i < count; i++) {
    const x = from[2 * i]! - fromX;
    const y = from[2 * i + 1]! - fromY;
    const u = to[2 * i]! - toX;
    const v = to[2 * i + 1]! - toY;
    spread += x * x + y * y;
    along += x * u + y * v;
    across += x * v - y * u;
  }
  const a = along / spread;
  const b = across / spread;
  const scale = Math.hypot(a, b);
  if (!Number.isFinite(scale) || scale === 0) return undefined;
  return [a, -b, toX - a * fromX + b * fromY, b, a, toY - b * fromX - a * fromY, 0, 0, 1];
}

function mean(points: ArrayLike<number>): [number, number] {
  let x = 0;
  let y = 0;
  for (let i = 0; i < points.length; i += 2) {
    x += points[i]!;
    y += points[i + 1]!;
  }
  return [(2 * x) / points.length, (2 * y) / points.length];
}
