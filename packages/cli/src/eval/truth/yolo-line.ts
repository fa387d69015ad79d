import { invalidTruth } from './invalid-truth.js';

/** One object of a YOLO label file; all but the class as fractions of the picture. */
export interface YoloObject {
  readonly classId: number;
  /** Centre x, centre y, width, height. */
  readonly box: readonly [cx: number, cy: number, width: number, height: number];
  /** x, y, visibility by turns, where there are keypoints. */
  readonly keypoints: readonly number[] | undefined;
  /** x and y by turns, where there is an outline. */
  readonly polygon: readonly number[] | undefined;
}

/**
 * Reads `class cx cy w h`, with `x y visibility` of each keypoint behind it; or `class x1 y1 x2 y2 x3 y3 …`, an outline whose
 * box is the one around it (Ultralytics' label files).
 *
 * @param where - file and line, for messages
 * @throws FarsightError INVALID_ARGUMENT
 */
export function readYoloLine(text: string, where: string): YoloObject {
  const [classId = NaN, ...values] = text.split(/\s+/).map(Number);
  if (!Number.isInteger(classId) || classId < 0) throw invalidTruth(where, 'a class from 0 on', text);
  if (!values.every((value) => Number.isFinite(value))) throw invalidTruth(where, 'numbers', text);
  const [cx = 0, cy = 0, width = 0, height = 0, ...more] = values;
  if (values.length === 4 || isKeypoints(values.length, more)) {
    checkFractions([cx, cy, width, height], where, text);
    const keypoints = more.length > 0 ? more : undefined;
    return { classId, box: [cx, cy, width, height], keypoints, polygon: undefined };
  }
  if (values.length >= 6 && values.length % 2 === 0) {
    checkFractions(values, where, text);
    return { classId, box: boxAround(values), keypoints: undefined, polygon: values };
  }
  throw invalidTruth(where, 'a class, a box, and x, y and visibility of keypoints, if any,', text);
}

/** An outline may have as many numbers; but its third ones are not all 0, 1 or 2. */
function isKeypoints(count: number, more: readonly number[]): boolean {
  return (
    count > 4 && more.length % 3 === 0 && more.every((value, i) => i % 3 < 2 || [0, 1, 2].includes(value))
  );
}

/** Rounding may lead a little beyond the picture; pixels instead of fractions are a mistake. */
function checkFractions(values: readonly number[], where: string, text: string): void {
  if (values.every((value) => value >= -0.01 && value <= 1.01)) return;
  throw invalidTruth(where, 'fractions of the picture, 0..1,', text);
}

function boxAround(corners: readonly number[]): YoloObject['box'] {
  const [xs, ys] = [0, 1].map((axis) => corners.filter((_, i) => i % 2 === axis)) as [number[], number[]];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  return [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top];
}
