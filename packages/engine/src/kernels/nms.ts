import { rankByScore } from './rank.js';

/** Boxes to choose from; entry `i` of every array belongs to box `i`. Arrays may be longer than `count` needs. */
export interface Candidates {
  readonly count: number;
  /** x1, y1, x2, y2 per box. */
  readonly boxes: Float32Array;
  /** From 0 to below infinity. */
  readonly scores: Float32Array;
  readonly classIds: Int32Array;
}

/** How {@link suppress} chooses. */
export interface SuppressionOptions {
  /** A box that overlaps a better one by more than this goes. */
  readonly iouThreshold: number;
  /** Whether boxes of other classes count too. */
  readonly classAgnostic: boolean;
  /** Best boxes looked at. */
  readonly maxCandidates: number;
  /** Most boxes kept. */
  readonly maxKept: number;
}

/**
 * Greedy non-maximum suppression: indexes of the boxes kept, by falling score, equal scores by rising index. Areas are plain
 * (no +1); boxes turned inside out or of no area overlap nothing.
 */
export function suppress(candidates: Candidates, options: SuppressionOptions): Int32Array {
  const { boxes, scores, classIds, count } = candidates;
  const { iouThreshold, classAgnostic, maxKept } = options;
  const ranked = rankByScore(scores, count, options.maxCandidates);
  const kept = new Int32Array(Math.min(maxKept, ranked.length));
  /** Of the boxes kept, in order: the one kept before it in the same class, so that others are not looked at. */
  const previous = new Int32Array(kept.length);
  const lastOfClass = new Map<number, number>();
  let keptCount = 0;
  for (const index of ranked) {
    if (keptCount === kept.length) break;
    const group = classAgnostic ? 0 : classIds[index]!;
    const last = lastOfClass.get(group) ?? -1;
    if (overlapsKept(boxes, index, kept, previous, last, iouThreshold)) continue;
    kept[keptCount] = index;
    previous[keptCount] = last;
    lastOfClass.set(group, keptCount++);
  }
  return kept.subarray(0, keptCount);
}

function overlapsKept(
  boxes: Float32Array,
  index: number,
  kept: Int32Array,
  previous: Int32Array,
  last: number,
  iouThreshold: number,
): boolean {
  const at = 4 * index;
  const x1 = boxes[at]!;
  const y1 = boxes[at + 1]!;
  const x2 = boxes[at + 2]!;
  const y2 = boxes[at + 3]!;
  const area = (x2 - x1) * (y2 - y1);
  for (let k = last; k >= 0; k = previous[k]!) {
    const other = 4 * kept[k]!;
    const left = boxes[other]!;
    const right = boxes[other + 2]!;
    const width = (x2 < right ? x2 : right) - (x1 > left ? x1 : left);
    if (!(width > 0)) continue;
    const top = boxes[other + 1]!;
    const bottom = boxes[other + 3]!;
    const height = (y2 < bottom ? y2 : bottom) - (y1 > top ? y1 : top);
    if (!(height > 0)) continue;
    const shared = width * height;
    const union = area + (right - left) * (bottom - top) - shared;
    if (shared / union > iouThreshold) return true;
  }
  return false;
}
