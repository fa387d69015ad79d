import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Detections } from '@farsight/protocol';
import type { RegionChoice } from './choose-regions.js';
import { chooseRegions } from './choose-regions.js';

const frame = { width: 100, height: 50 };
const all: RegionChoice = { which: 'none', margin: 0, classFilter: [] };

function detections(boxes: readonly (readonly number[])[], scores?: readonly number[]): Detections {
  return {
    kind: 'detections',
    count: boxes.length,
    boxes: Float32Array.from(boxes.flat()),
    scores: Float32Array.from(scores ?? boxes.map(() => 0.5)),
    classIds: new Int32Array(boxes.length),
  };
}

function choose(boxes: Detections, choice: Partial<RegionChoice> = {}): ReturnType<typeof chooseRegions> {
  return chooseRegions(boxes, boxes.boxes, frame, { ...all, ...choice });
}

describe('chooseRegions', () => {
  it('drops the fractions of coordinates', () => {
    expect(choose(detections([[1.9, 2.2, 10.9, 20.1]]))).toEqual([
      { parent: 0, rect: { left: 1, top: 2, width: 9, height: 18 } },
    ]);
  });

  it('grows boxes by a fraction of their size in all, half at either end, up to the edge', () => {
    const regions = choose(
      detections([
        [20, 10, 40, 20],
        [90, 40, 100, 50],
      ]),
      { margin: 0.4 },
    );
    expect(regions.map(({ rect }) => rect)).toEqual([
      { left: 16, top: 8, width: 28, height: 14 },
      { left: 88, top: 38, width: 12, height: 12 },
    ]);
  });

  it('leaves out what has no pixel in the frame or is no box, before counting', () => {
    const boxes = detections([
      [NaN, 0, 10, 10],
      [5, 5, 5, 10],
      [10, 10, 5, 5],
      [100, 0, 120, 10],
      [-20, -20, 0, 0],
      [3.2, 3.2, 3.9, 3.9],
      [-Infinity, 0, 10, NaN],
      [0, 0, 1, 1],
    ]);
    expect(choose(boxes, { topK: 1 }).map(({ parent }) => parent)).toEqual([7]);
  });

  it('keeps the order of equals, and puts what has no score last', () => {
    const box = [0, 0, 10, 10];
    const boxes = detections([box, box, box, box], [0.2, NaN, 0.7, 0.2]);
    expect(choose(boxes, { which: 'score' }).map(({ parent }) => parent)).toEqual([2, 0, 3, 1]);
    expect(choose(boxes, { which: 'area' }).map(({ parent }) => parent)).toEqual([0, 1, 2, 3]);
  });

  it('finds the best few of 10,000 boxes', () => {
    const scores = Array.from({ length: 10_000 }, (_, i) => (i * 7919) % 10_000);
    const regions = choose(
      detections(
        scores.map(() => [0, 0, 10, 10]),
        scores,
      ),
      { which: 'score', topK: 3 },
    );
    expect(regions.map(({ parent }) => scores[parent])).toEqual([9999, 9998, 9997]);
  });

  it('gives whole pixels of the frame whatever the boxes', () => {
    const value = fc.oneof(fc.float(), fc.integer({ min: -20, max: 120 }));
    const box = fc.tuple(value, value, value, value);
    const which = fc.constantFrom('none', 'area', 'score', 'center');
    fc.assert(
      fc.property(
        fc.array(box),
        which,
        fc.double({ min: 0, max: 3, noNaN: true }),
        (boxes, order, margin) => {
          for (const { rect } of choose(detections(boxes), { which: order, margin })) {
            const { left, top, width, height } = rect;
            expect([left, top, width, height].every(Number.isInteger)).toBe(true);
            expect(Math.min(width, height)).toBeGreaterThanOrEqual(1);
            expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
            expect(left + width <= frame.width && top + height <= frame.height).toBe(true);
          }
        },
      ),
    );
  });
});
