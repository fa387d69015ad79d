import type { BoxesToTrack, TrackedBoxes } from '../tracker.js';
import type { NamedBox } from './goldens.js';

/** A frame's boxes: x1, y1, x2, y2, score, and a class if it matters. */
export function boxesToTrack(rows: readonly (readonly number[])[]): BoxesToTrack {
  return {
    count: rows.length,
    boxes: Float32Array.from(rows.flatMap((row) => row.slice(0, 4))),
    scores: Float32Array.from(rows, (row) => row[4] ?? 0.9),
    classIds: Int32Array.from(rows, (row) => row[5] ?? 0),
  };
}

/** Tracks as rows, by id. */
export function namedBoxes({ trackIds, boxes }: TrackedBoxes): NamedBox[] {
  return Array.from(trackIds, (id, i): NamedBox => {
    const [x1 = NaN, y1 = NaN, x2 = NaN, y2 = NaN] = boxes.subarray(4 * i, 4 * i + 4);
    return [id, x1, y1, x2, y2];
  }).sort((a, b) => a[0] - b[0]);
}
