import { describe, expect, it } from 'vitest';
import type { Segments, TaskResult } from '@farsight/protocol';
import { refineResult } from './refine-result.js';
import { joinRegions } from './result-columns.js';

const steps = [{ op: 'filterdetections', minWidth: 10, minHeight: 5 }] as const;
const columns = {
  count: 4,
  boxes: Float32Array.of(0, 0, 10, 5, 0, 0, 9.5, 50, 0, 0, 50, 4, NaN, 0, 20, 20),
  scores: Float32Array.of(0.9, 0.8, 0.7, 0.6),
  classIds: Int32Array.of(3, 2, 1, 0),
  regions: { of: 'cars', parents: Int32Array.of(7, 7, 8, 9) },
};
const kept = {
  count: 1,
  boxes: Float32Array.of(0, 0, 10, 5),
  scores: Float32Array.of(0.9),
  classIds: Int32Array.of(3),
  regions: { of: 'cars', parents: Int32Array.of(7) },
};

describe('filterdetections', () => {
  it.each<[TaskResult, TaskResult]>([
    [
      { kind: 'detections', ...columns },
      { kind: 'detections', ...kept },
    ],
    [
      {
        kind: 'keypoints',
        ...columns,
        keypointsPerBox: 2,
        keypoints: Float32Array.from({ length: 24 }, (_, i) => i),
      },
      { kind: 'keypoints', ...kept, keypointsPerBox: 2, keypoints: Float32Array.of(0, 1, 2, 3, 4, 5) },
    ],
    [
      {
        kind: 'segments',
        ...columns,
        width: 2,
        height: 1,
        masks: [1, 2, 3, 4].map((n) => Uint32Array.of(n)),
      },
      { kind: 'segments', ...kept, width: 2, height: 1, masks: [Uint32Array.of(1)] },
    ],
    [
      { kind: 'tracks', ...columns, trackIds: Int32Array.of(5, 6, 7, 8) },
      { kind: 'tracks', ...kept, trackIds: Int32Array.of(5) },
    ],
    [
      {
        kind: 'oriented-boxes',
        ...columns,
        boxes: Float32Array.of(9, 9, 10, 5, 1, 9, 9, 9, 50, 1, 9, 9, 50, 4, 1, 9, 9, NaN, 9, 1),
      },
      { kind: 'oriented-boxes', ...kept, boxes: Float32Array.of(9, 9, 10, 5, 1) },
    ],
  ])('leaves small boxes out, with all that belongs to them: %#', (result, expected) => {
    expect(refineResult(result, steps)).toEqual(expected);
  });

  it('leaves results alone that are all large enough, empty, or without boxes', () => {
    const none: TaskResult = {
      kind: 'detections',
      count: 0,
      boxes: new Float32Array(0),
      scores: new Float32Array(0),
      classIds: new Int32Array(0),
    };
    const text: TaskResult = { kind: 'text', count: 1, texts: ['AB 12'], scores: Float32Array.of(1) };
    for (const result of [none, text]) expect(refineResult(result, steps)).toBe(result);
  });
});

describe('joinRegions', () => {
  it('puts the entries of all boxes one after the other, and says whose they are', () => {
    const empty: Segments = {
      kind: 'segments',
      count: 0,
      boxes: new Float32Array(0),
      scores: new Float32Array(0),
      classIds: new Int32Array(0),
      width: 4,
      height: 1,
      masks: [],
    };
    const part = (scores: readonly number[]): Segments => ({
      ...empty,
      count: scores.length,
      boxes: Float32Array.from(scores.flatMap((score) => [score, score, score, score])),
      scores: Float32Array.from(scores),
      classIds: Int32Array.from(scores),
      masks: scores.map((score) => Uint32Array.of(score)),
    });
    expect(joinRegions([part([3, 2]), part([]), part([1])], [4, 9, 0], 'cars', empty)).toEqual({
      ...part([3, 2, 1]),
      regions: { of: 'cars', parents: Int32Array.of(4, 4, 0) },
    });
    expect(joinRegions([], [], 'cars', empty)).toEqual({
      ...empty,
      regions: { of: 'cars', parents: new Int32Array(0) },
    });
  });
});
