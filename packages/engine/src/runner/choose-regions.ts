import type { TaskResult } from '@farsight/protocol';
import type { RegionInput } from '../definition.js';
import type { PixelRect } from '../kernels/pictures/crop-frame.js';
import type { FrameSize } from '../kernels/pictures/map-boxes.js';

/** A box of an earlier task, as the pixels that are looked at. */
export interface Region {
  /** Index of the box in that task's result. */
  readonly parent: number;
  readonly rect: PixelRect;
}

interface Box {
  readonly index: number;
  readonly score: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Results with boxes. */
export type BoxResult = Extract<TaskResult, { boxes: Float32Array }>;

/** What chooses the boxes a task looks at. */
export type RegionChoice = Omit<RegionInput, 'where' | 'processing'>;

/**
 * The boxes that a task looks at, in its order: filtered by class, ordered, cut to the first `topK`, grown, clipped to the
 * picture. Coordinates lose their fraction, as those of crops do in Python (`frame[int(y1):int(y2), int(x1):int(x2)]`:
 * Ultralytics' save_one_box, OpenCV's samples). Boxes without a whole pixel in the picture, and those that are not
 * numbers, are left out and do not count for `topK`.
 *
 * @param boxes x1, y1, x2, y2 of each box of `result` in pixels of the picture.
 */
export function chooseRegions(
  result: BoxResult,
  boxes: Float32Array,
  picture: FrameSize,
  { which, topK, margin, classFilter }: RegionChoice,
): Region[] {
  const candidates: Box[] = [];
  for (let index = 0; index < result.count; index++) {
    const [x1 = NaN, y1 = NaN, x2 = NaN, y2 = NaN] = boxes.subarray(4 * index, 4 * index + 4);
    const box = { index, score: result.scores[index] ?? 0, x1, y1, x2, y2 };
    const isWanted = classFilter.length === 0 || classFilter.includes(result.classIds[index] ?? -1);
    if (isWanted && pixelsOf(box, margin, picture) !== undefined) candidates.push(box);
  }
  const regions: Region[] = [];
  for (const box of ordered(candidates, which, picture).slice(0, topK)) {
    const rect = pixelsOf(box, margin, picture);
    if (rect !== undefined) regions.push({ parent: box.index, rect });
  }
  return regions;
}

function pixelsOf(
  { x1, y1, x2, y2 }: Box,
  margin: number,
  { width, height }: FrameSize,
): PixelRect | undefined {
  const growX = ((x2 - x1) * margin) / 2;
  const growY = ((y2 - y1) * margin) / 2;
  const left = whole(x1 - growX, width);
  const top = whole(y1 - growY, height);
  const right = whole(x2 + growX, width);
  const bottom = whole(y2 + growY, height);
  // NaN is not greater than anything.
  if (!(right > left && bottom > top)) return undefined;
  return { left, top, width: right - left, height: bottom - top };
}

function whole(value: number, size: number): number {
  return Math.trunc(Math.min(size, Math.max(0, value)));
}

/** Stable; not a number comes last. */
function ordered(boxes: readonly Box[], which: RegionInput['which'], picture: FrameSize): readonly Box[] {
  if (which === 'none') return boxes;
  const rank = ranks[which];
  const ranked = boxes.map((box) => ({ box, value: rank(box, picture) }));
  const last = (value: number): number => (Number.isNaN(value) ? Infinity : value);
  ranked.sort((a, b) => (last(a.value) < last(b.value) ? -1 : Number(last(a.value) > last(b.value))));
  return ranked.map(({ box }) => box);
}

/** The least comes first. */
const ranks: Readonly<
  Record<Exclude<RegionInput['which'], 'none'>, (box: Box, picture: FrameSize) => number>
> = {
  area: ({ x1, y1, x2, y2 }) => -(x2 - x1) * (y2 - y1),
  score: ({ score }) => -score,
  center: ({ x1, y1, x2, y2 }, { width, height }) =>
    Math.hypot((x1 + x2 - width) / 2, (y1 + y2 - height) / 2),
};
