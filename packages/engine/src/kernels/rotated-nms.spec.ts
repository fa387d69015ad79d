import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RotatedCandidates } from './rotated-nms.js';
import { suppressRotated } from './rotated-nms.js';

const options = { iouThreshold: 0.45, classAgnostic: false, maxCandidates: 30_000, maxKept: 300 };

type Row = readonly [
  x: number,
  y: number,
  w: number,
  h: number,
  angle: number,
  score: number,
  classId?: number,
];

function candidates(rows: readonly Row[]): RotatedCandidates {
  return {
    count: rows.length,
    boxes: Float32Array.from(rows.flatMap(([x, y, w, h]) => [x, y, w, h])),
    angles: Float32Array.from(rows, (row) => row[4]),
    scores: Float32Array.from(rows, (row) => row[5]),
    classIds: Int32Array.from(rows, (row) => row[6] ?? 0),
  };
}

/** Probabilistic IoU in the words of the paper: matrices, no shortcuts. */
function plainIou(a: Row, b: Row): number {
  const covariance = ([, , w, h, angle]: Row): number[][] => {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const [p, q] = [w ** 2 / 12, h ** 2 / 12];
    return [
      [p * c * c + q * s * s, (p - q) * c * s],
      [(p - q) * c * s, p * s * s + q * c * c],
    ];
  };
  const det = (m: number[][]): number => m[0]![0]! * m[1]![1]! - m[0]![1]! * m[1]![0]!;
  const [first, second] = [covariance(a), covariance(b)];
  if (!(det(first) > 0 && det(second) > 0)) return 0;
  const mean = first.map((row, i) => row.map((value, j) => (value + second[i]![j]!) / 2));
  const [dx, dy] = [a[0] - b[0], a[1] - b[1]];
  const inverse = [
    [mean[1]![1]! / det(mean), -mean[0]![1]! / det(mean)],
    [-mean[1]![0]! / det(mean), mean[0]![0]! / det(mean)],
  ];
  const apart =
    (dx * (inverse[0]![0]! * dx + inverse[0]![1]! * dy) +
      dy * (inverse[1]![0]! * dx + inverse[1]![1]! * dy)) /
    8;
  const unlike = 0.5 * Math.log(det(mean) / Math.sqrt(det(first) * det(second)));
  return 1 - Math.sqrt(Math.max(0, 1 - Math.exp(-(apart + unlike))));
}

describe('suppressRotated', () => {
  it('keeps the better of two that lie on each other', () => {
    const rows: Row[] = [
      [50, 50, 40, 10, 0.3, 0.5],
      [51, 50, 40, 10, 0.32, 0.9],
      [90, 90, 40, 10, 0.3, 0.4],
    ];
    expect([...suppressRotated(candidates(rows), options)]).toEqual([1, 2]);
  });

  it('keeps boxes that cross: their upright frames are the same', () => {
    const rows: Row[] = [
      [50, 50, 60, 6, Math.PI / 4, 0.9],
      [50, 50, 60, 6, -Math.PI / 4, 0.8],
    ];
    expect([...suppressRotated(candidates(rows), options)]).toEqual([0, 1]);
  });

  it('keeps other classes, unless classes do not matter', () => {
    const rows: Row[] = [
      [50, 50, 40, 10, 0.3, 0.9, 1],
      [50, 50, 40, 10, 0.3, 0.8, 2],
    ];
    expect([...suppressRotated(candidates(rows), options)]).toEqual([0, 1]);
    expect([...suppressRotated(candidates(rows), { ...options, classAgnostic: true })]).toEqual([0]);
  });

  it('lets boxes of no area be', () => {
    const rows: Row[] = [
      [50, 50, 0, 10, 0, 0.9],
      [50, 50, 0, 10, 0, 0.8],
      [50, 50, 10, -0, 0, 0.7],
    ];
    expect([...suppressRotated(candidates(rows), options)]).toEqual([0, 1, 2]);
  });

  it('keeps no more than it should', () => {
    const rows = Array.from({ length: 9 }, (_, i): Row => [100 * i, 0, 10, 10, 0, 1 - i / 10]);
    expect([...suppressRotated(candidates(rows), { ...options, maxKept: 2 })]).toEqual([0, 1]);
    expect(suppressRotated(candidates(rows), { ...options, maxCandidates: 3 })).toHaveLength(3);
    expect(suppressRotated(candidates([]), options)).toHaveLength(0);
  });

  it('drops what any better box overlaps, as the matrix of all overlaps says', () => {
    const side = fc.double({ min: 2, max: 30, noNaN: true });
    const place = fc.double({ min: 0, max: 60, noNaN: true });
    const row = fc.tuple(place, place, side, side, fc.double({ min: -4, max: 4, noNaN: true }));
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 20 }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        (boxes, iouThreshold) => {
          const rows = boxes.map((box, i): Row => [...box, 1 - i / 100]);
          const overlaps = rows.map((a, i) => rows.slice(0, i).map((b) => plainIou(a, b)));
          fc.pre(overlaps.flat().every((overlap) => Math.abs(overlap - iouThreshold) > 1e-3));
          const expected = rows.flatMap((_, i) =>
            overlaps[i]!.some((value) => value >= iouThreshold) ? [] : [i],
          );
          expect([...suppressRotated(candidates(rows), { ...options, iouThreshold })]).toEqual(expected);
        },
      ),
      { numRuns: 200 },
    );
  });
});
