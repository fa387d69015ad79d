import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignFace } from './face-aligner.js';
import { lensMap } from './lens.js';
import { invert, matrixMap } from './matrix.js';
import { wholePicture } from './picture.js';
import type { PointMap } from './point-map.js';
import { similarity } from './similarity.js';
import { turnedRectangles } from './turned-rectangles.js';

const place = fc.double({ min: 0, max: 640, noNaN: true });

function expectRoundTrip(map: PointMap, x: number, y: number): void {
  const points = Float64Array.of(x, y);
  map.fromSource(points);
  map.toSource(points);
  expect(points[0]).toBeCloseTo(x, 4);
  expect(points[1]).toBeCloseTo(y, 4);
}

describe('maps of points', () => {
  it('lead back through a perspective', () => {
    const matrix = [1.1, 0.1, -20, 0.05, 0.9, 10, 0.0002, 0.0001, 1];
    const map = matrixMap(matrix, invert(matrix)!);
    fc.assert(fc.property(place, place, (x, y) => expectRoundTrip(map, x, y)));
  });

  it("lead back through a lens's distortion", () => {
    const coefficients = [-0.3, 0.1, 0.001, -0.002, -0.01];
    const map = lensMap({ fx: 600, fy: 610, cx: 320, cy: 330, coefficients });
    fc.assert(fc.property(place, place, (x, y) => expectRoundTrip(map, x, y)));
  });
});

describe('similarity', () => {
  it('finds the turn, scale and move that points went through', () => {
    const number = fc.double({ min: -3, max: 3, noNaN: true });
    const points = [0, 0, 10, 2, 3, 9, 7, 7];
    fc.assert(
      fc.property(number, number, number, number, (a, b, x, y) => {
        fc.pre(Math.hypot(a, b) > 0.01);
        const moved = points.map((_, i) => {
          const [px, py] = [points[i - (i % 2)]!, points[i - (i % 2) + 1]!];
          return i % 2 === 0 ? a * px - b * py + x : b * px + a * py + y;
        });
        [a, -b, x, b, a, y].forEach((value, i) =>
          expect(similarity(points, moved)![i]).toBeCloseTo(value, 8),
        );
      }),
    );
  });

  it('says nothing about points in one place, or that are no numbers', () => {
    const template = [0, 0, 1, 0, 0, 1];
    expect(similarity([5, 5, 5, 5, 5, 5], template)).toBeUndefined();
    expect(similarity([5, NaN, 6, 5, 5, 7], template)).toBeUndefined();
    expect(similarity([0, 0, Infinity, 0, 0, 1], template)).toBeUndefined();
  });
});

describe('alignFace', () => {
  it('takes landmarks in pixels of the source frame', () => {
    const data = Uint8Array.from({ length: 16 }, (_, i) => 10 * i);
    const frame = { width: 4, height: 4, format: 'gray8', strideBytes: 4, data } as const;
    const picture = wholePicture({ ...frame, [Symbol.dispose]: () => undefined });
    const step = { op: 'face-align', width: 2, height: 2, templateX: [0, 1], templateY: [0, 0] } as const;
    const aligned = alignFace(picture, step, Float64Array.of(2, 1, 3, 1))!;
    expect([...aligned.pixels.data]).toEqual([60, 70, 100, 110]);
    const corner = Float64Array.of(0, 0);
    aligned.map?.toSource(corner);
    expect([...corner]).toEqual([2, 1]);
    expect(alignFace(picture, step, Float64Array.of(2, 1, 2, 1))).toBeUndefined();
  });
});

describe('turnedRectangles', () => {
  it('are as wide and high as turned boxes reach', () => {
    const rectangles = turnedRectangles(Float32Array.of(5, 5, 4, 2, Math.PI / 2, 5, 5, 2, 2, -Math.PI / 4));
    const reach = Math.SQRT2;
    const expected = [4, 3, 6, 7, 5 - reach, 5 - reach, 5 + reach, 5 + reach];
    expected.forEach((value, i) => expect(rectangles[i]).toBeCloseTo(value, 5));
  });
});
