import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidates, SuppressionOptions } from './nms.js';
import { suppress } from './nms.js';
import { plainSuppress } from './testing/plain-nms.js';

const all: SuppressionOptions = {
  iouThreshold: 0.45,
  classAgnostic: false,
  maxCandidates: 30_000,
  maxKept: 300,
};

function candidates(rows: readonly (readonly number[])[]): Candidates {
  return {
    count: rows.length,
    boxes: Float32Array.from(rows.flatMap((row) => row.slice(0, 4))),
    scores: Float32Array.from(rows, (row) => row[4]!),
    classIds: Int32Array.from(rows, (row) => row[5]!),
  };
}

/** Numbers 0 up to 1 that come out the same each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function crowd(count: number, classes: number): Candidates {
  const random = seeded(count);
  return candidates(
    Array.from({ length: count }, () => {
      const x = random() * 600;
      const y = random() * 600;
      return [x, y, x + 5 + random() * 60, y + 5 + random() * 60, random(), Math.floor(random() * classes)];
    }),
  );
}

describe('suppress', () => {
  it('keeps the better of two that overlap, in either order', () => {
    const rows = [
      [0, 0, 10, 10, 0.6, 1],
      [1, 0, 11, 10, 0.9, 1],
      [50, 50, 60, 60, 0.7, 1],
    ];
    expect([...suppress(candidates(rows), all)]).toEqual([1, 2]);
  });

  it('removes only what overlaps by more than the threshold', () => {
    // Shared 5 x 10, covered 15 x 10: IoU exactly a third.
    const pair = candidates([
      [0, 0, 10, 10, 0.9, 0],
      [5, 0, 15, 10, 0.8, 0],
    ]);
    expect([...suppress(pair, { ...all, iouThreshold: 1 / 3 })]).toEqual([0, 1]);
    expect([...suppress(pair, { ...all, iouThreshold: 0.333 })]).toEqual([0]);
  });

  it('looks at other classes only if told to', () => {
    const pair = candidates([
      [0, 0, 10, 10, 0.9, 0],
      [0, 0, 10, 10, 0.8, 1],
    ]);
    expect([...suppress(pair, all)]).toEqual([0, 1]);
    expect([...suppress(pair, { ...all, classAgnostic: true })]).toEqual([0]);
  });

  it('takes equal scores in the order they came', () => {
    const rows = [0, 1, 2].map((i) => [20 * i, 0, 20 * i + 10, 10, 0.5, 0]);
    expect([...suppress(candidates(rows), all)]).toEqual([0, 1, 2]);
  });

  it('survives boxes without area, inside out, and not a number', () => {
    const rows = [
      [5, 5, 5, 5, 0.9, 0],
      [9, 9, 1, 1, 0.8, 0],
      [NaN, 0, 10, 10, 0.7, 0],
      [0, 0, 10, 10, 0.6, 0],
    ];
    expect([...suppress(candidates(rows), all)]).toEqual([0, 1, 2, 3]);
  });

  it('keeps and looks at no more than it may', () => {
    const many = crowd(100, 3);
    expect(suppress(many, { ...all, maxKept: 7 })).toHaveLength(7);
    expect(suppress(many, { ...all, maxCandidates: 5, iouThreshold: 1 })).toHaveLength(5);
    expect(suppress(candidates([]), all)).toHaveLength(0);
  });

  it('chooses as its plain twin', () => {
    const side = fc.integer({ min: 0, max: 12 });
    // Few places and scores, so that equal scores and equal boxes are common.
    const row = fc
      .tuple(side, side, side, side, fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 2 }))
      .map(([x, y, w, h, score, classId]) => [x, y, x + w, y + h, score / 8, classId]);
    const options = fc.record({
      iouThreshold: fc.double({ min: 0, max: 1, noNaN: true }),
      classAgnostic: fc.boolean(),
      maxCandidates: fc.integer({ min: 1, max: 40 }),
      maxKept: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), options, (rows, chosen) => {
        expect([...suppress(candidates(rows), chosen)]).toEqual(plainSuppress(candidates(rows), chosen));
      }),
    );
  });

  it('chooses as its plain twin among 12,000 boxes', () => {
    const many = crowd(12_000, 20);
    expect([...suppress(many, all)]).toEqual(plainSuppress(many, all));
  });
});
