import type { Keypoints } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { compareLandmarks } from './compare-faces.js';
import type { ExpectedFaces } from './expected-tasks.js';

const expected: ExpectedFaces = {
  boxes: [
    [0, 0, 10, 10],
    [50, 0, 60, 10],
  ],
  scores: [0.9, 0.3],
  classIds: [0, 0],
  landmarks: [[[2, 3]], [[52, 3]]],
  countAtHighThreshold: 1,
};

function found(x: number, score = 0.3): Keypoints {
  return {
    kind: 'keypoints',
    count: 2,
    // In another order than expected.
    boxes: Float32Array.of(50, 0, 60, 10, 0, 0, 10, 10),
    scores: Float32Array.of(score, 0.9),
    classIds: Int32Array.of(0, 0),
    keypointsPerBox: 1,
    keypoints: Float32Array.of(x, 3, 1, 2, 3, 1),
  };
}

describe('compareLandmarks', () => {
  it('pairs faces by their boxes', () => {
    expect(compareLandmarks(found(52.9), expected, 1)).toEqual([]);
  });

  it('reports landmarks too far off, missing faces and other numbers of good ones', () => {
    expect(compareLandmarks(found(54), expected, 1)).toEqual(['landmark 0 of face 1 is 2.00 off']);
    expect(compareLandmarks(found(NaN), expected, 1)).toHaveLength(1);
    expect(compareLandmarks(found(52, 0.8), expected, 1)).toEqual(['2 faces have a score above 0.5']);
    const none = { ...found(52), count: 0, boxes: new Float32Array(0), scores: new Float32Array(0) };
    expect(compareLandmarks(none, expected, 1)).toContain('0 faces have a score above 0.5');
  });
});
