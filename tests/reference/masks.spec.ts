import { describe, expect, it } from 'vitest';
import { compareMasks, maskIou, type MaskTolerance } from './masks.js';

const tolerance: MaskTolerance = {
  iou: 0.9,
  score: 0.05,
  maskIou: 0.7,
  strict: { iou: 0.99, score: 0.01, shareAtLeast: 0.8, maskIou: 0.9, maskShareAtLeast: 0.8 },
};
const boxes = { boxes: [[0, 0, 4, 4]], scores: [0.9], classIds: [0] };
const expected = { ...boxes, masks: [{ counts: [0, 10, 6] }] };
const compare = (mask: number[], changes = {}): ReturnType<typeof compareMasks> =>
  compareMasks({ ...boxes, masks: [Uint32Array.from(mask)] }, { ...expected, ...changes }, tolerance, 0.25);

describe('compareMasks', () => {
  it('accepts what is near, and counts what is very near', () => {
    expect(compare([0, 10, 6])).toEqual({ problems: [], expected: 1, withinStrict: 1 });
    expect(compare([0, 8, 8])).toEqual({ problems: [], expected: 1, withinStrict: 0 });
  });

  it('reports what is not, unless it is fragile or near the threshold', () => {
    expect(compare([0, 5, 11]).problems).toEqual(['the mask of detection 0 has IoU 0.5000']);
    expect(compare([0, 5, 11], { fragile: [0] }).problems).toEqual([]);
    expect(compare([0, 5, 11], { scores: [0.29] }).problems).toEqual([]);
  });
});

describe('maskIou', () => {
  it('is the shared pixels over the covered ones', () => {
    expect(maskIou([0, 4, 12], [2, 4, 10])).toBeCloseTo(2 / 6);
    expect(maskIou([1, 2, 1, 2], [1, 2, 1, 2])).toBe(1);
    expect(maskIou([6], [6])).toBe(1);
    expect(maskIou([6], [0, 6])).toBe(0);
  });

  it('refuses masks of other sizes', () => {
    expect(() => maskIou([6], [7])).toThrow('equally many');
  });
});
