import type { TaskResult } from '@farsight/protocol';
import { expect } from 'vitest';
import type { ChosenBoxes } from '../box-chooser.js';

/** The boxes of a result, x1, y1, x2, y2 each. */
export function boxRows({ boxes, count }: ChosenBoxes): number[][] {
  return Array.from({ length: count }, (_, i) => [...boxes.subarray(4 * i, 4 * i + 4)]);
}

/** What every result with boxes holds to, whatever the network gave: scores fall from above the threshold, boxes are within the frame. */
export function expectWellFormed(
  result: TaskResult,
  kind: 'detections' | 'keypoints',
  frame: { readonly size: number; readonly threshold: number },
): void {
  expect(result.kind).toBe(kind);
  const { count, boxes, scores, classIds } = result as Extract<
    TaskResult,
    { kind: 'detections' | 'keypoints' }
  >;
  expect([boxes.length, scores.length, classIds.length]).toEqual([4 * count, count, count]);
  expect(boxes.every((value) => value >= 0 && value <= frame.size)).toBe(true);
  const areFalling = scores.every(
    (score, i) => score > frame.threshold && score <= (scores[i - 1] ?? Infinity),
  );
  expect(areFalling).toBe(true);
  expect(classIds.every((classId) => classId >= 0)).toBe(true);
}
