import type { TaskResult } from '@farsight/protocol';
import type { FilterDetectionsStep, RefineStep } from '../definition.js';
import { takeRows } from './result-columns.js';

/** What is done to the result of one frame alone, in order. Results without boxes stay as they are. */
export function refineResult(result: TaskResult, steps: readonly RefineStep[]): TaskResult {
  return steps.reduce(filterDetections, result);
}

/** Keeps boxes whose sides (of turned boxes: their own) are at least the step's. */
function filterDetections(result: TaskResult, { minWidth, minHeight }: FilterDetectionsStep): TaskResult {
  if (!('boxes' in result)) return result;
  const kept: number[] = [];
  for (let i = 0; i < result.count; i++) {
    const [width, height] = sides(result, i);
    if (width >= minWidth && height >= minHeight) kept.push(i);
  }
  return kept.length === result.count ? result : takeRows(result, kept);
}

function sides({ kind, boxes }: Extract<TaskResult, { boxes: Float32Array }>, i: number): [number, number] {
  if (kind === 'oriented-boxes') {
    const [, , width = NaN, height = NaN] = boxes.subarray(5 * i, 5 * i + 5);
    return [width, height];
  }
  const [x1 = NaN, y1 = NaN, x2 = NaN, y2 = NaN] = boxes.subarray(4 * i, 4 * i + 4);
  return [x2 - x1, y2 - y1];
}
