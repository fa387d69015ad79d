import { describe, expect, it } from 'vitest';
import { compareKeypoints, type ExpectedKeypoints, type KeypointTolerance } from './keypoints.js';

const tolerance: KeypointTolerance = {
  iou: 0.9,
  score: 0.05,
  keypointPx: 4,
  keypointScore: 0.05,
  strict: { iou: 0.99, score: 0.01, shareAtLeast: 0.8, keypointPx: 1, keypointShareAtLeast: 0.9 },
};
const boxes = { boxes: [[0, 0, 9, 9]], scores: [0.9], classIds: [0] };
const expected: ExpectedKeypoints = {
  ...boxes,
  scale: 0.5,
  keypoints: [[[1, 1, 0.9], [5, 5, 0.8], [8, 8, 0.1]]], // prettier-ignore
};
const compare = (points: number[], changes = {}): ReturnType<typeof compareKeypoints> =>
  compareKeypoints(
    { ...boxes, keypoints: Float32Array.from(points) },
    { ...expected, ...changes },
    tolerance,
    0.25,
  );

describe('compareKeypoints', () => {
  it('measures in pixels of the input, points that are seen', () => {
    expect(compare([1, 3, 0.9, 5, 9, 0.8, 99, 99, 0.9])).toEqual({
      problems: [],
      expected: 2,
      withinStrict: 1,
    });
  });

  it('reports points and scores that are off, unless they are fragile', () => {
    const off = [1, 1, 0.8, 5, 15, 0.8, 8, 8, 0.1];
    expect(compare(off).problems).toEqual([
      'point 0 of detection 0 has score 0.800, not 0.900',
      'point 1 of detection 0 is 5.00 px away',
    ]);
    expect(compare(off, { fragile: [0] }).problems).toEqual([]);
    expect(compare([]).problems).toHaveLength(4);
  });
});
