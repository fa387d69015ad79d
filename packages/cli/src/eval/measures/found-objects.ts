import type { TaskResult } from '@farsight/client';
import { maskArea } from '../metrics/mask-runs.js';
import type { Box, FoundObject } from '../metrics/objects.js';

type Kind<K extends TaskResult['kind']> = Extract<TaskResult, { kind: K }>;

/** Results that have upright boxes. */
export type BoxResult = Kind<'detections' | 'tracks' | 'keypoints' | 'segments'>;

/** Whether a result has upright boxes. */
export function isBoxResult(result: TaskResult): result is BoxResult {
  return ['detections', 'tracks', 'keypoints', 'segments'].includes(result.kind);
}

/** Boxes as COCO counts them. What is no box (not finite, inside out) is left out. */
export function foundBoxes(result: BoxResult): readonly FoundObject[] {
  return objectsOf(result, ([, , width, height]) => ({ area: width * height }));
}

/** Boxes with their masks, and the area of these. */
export function foundMasks(result: BoxResult): readonly FoundObject[] {
  if (result.kind !== 'segments') return [];
  return objectsOf(result, (_, i) => {
    const mask = result.masks[i] ?? new Uint32Array();
    return { mask, area: maskArea(mask) };
  });
}

/** Boxes with their keypoints, and the area of the box around these. */
export function foundKeypoints(result: BoxResult): readonly FoundObject[] {
  if (result.kind !== 'keypoints') return [];
  const length = 3 * result.keypointsPerBox;
  return objectsOf(result, (_, i) => {
    const keypoints = result.keypoints.subarray(i * length, (i + 1) * length);
    return { keypoints, area: extent(keypoints, 0) * extent(keypoints, 1) };
  }).filter(({ area }) => Number.isFinite(area));
}

function objectsOf(
  { count, boxes, scores, classIds }: BoxResult,
  more: (box: Box, i: number) => Pick<FoundObject, 'area' | 'mask' | 'keypoints'>,
): FoundObject[] {
  const objects: FoundObject[] = [];
  for (let i = 0; i < count; i += 1) {
    const [x1 = NaN, y1 = NaN, x2 = NaN, y2 = NaN] = boxes.subarray(4 * i, 4 * i + 4);
    const [score = NaN, classId = -1] = [scores[i], classIds[i]];
    const box: Box = [x1, y1, x2 - x1, y2 - y1];
    if (![...box, score].every((value) => Number.isFinite(value)) || box[2] < 0 || box[3] < 0) continue;
    objects.push({ classId, score, box, ...more(box, i) });
  }
  return objects;
}

/** Largest less smallest of every third value. */
function extent(keypoints: Float32Array, axis: 0 | 1): number {
  let [least, most] = [Infinity, -Infinity];
  for (let i = axis; i < keypoints.length; i += 3) {
    least = Math.min(least, keypoints[i] ?? NaN);
    most = Math.max(most, keypoints[i] ?? NaN);
  }
  return most - least;
}
