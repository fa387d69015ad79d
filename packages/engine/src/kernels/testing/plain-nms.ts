import type { Candidates, SuppressionOptions } from '../nms.js';

/** Greedy suppression in its simplest words: the twin of `suppress`. */
export function plainSuppress(candidates: Candidates, options: SuppressionOptions): number[] {
  const order = Array.from({ length: candidates.count }, (_, i) => i)
    .sort((a, b) => candidates.scores[b]! - candidates.scores[a]! || a - b)
    .slice(0, options.maxCandidates);
  const kept: number[] = [];
  for (const index of order) {
    const overlaps = kept.some(
      (other) =>
        (options.classAgnostic || candidates.classIds[other] === candidates.classIds[index]) &&
        plainIou(candidates.boxes, index, other) > options.iouThreshold,
    );
    if (!overlaps && kept.length < options.maxKept) kept.push(index);
  }
  return kept;
}

function plainIou(boxes: Float32Array, a: number, b: number): number {
  const [ax1 = 0, ay1 = 0, ax2 = 0, ay2 = 0] = boxes.subarray(4 * a, 4 * a + 4);
  const [bx1 = 0, by1 = 0, bx2 = 0, by2 = 0] = boxes.subarray(4 * b, 4 * b + 4);
  const width = Math.min(ax2, bx2) - Math.max(ax1, bx1);
  const height = Math.min(ay2, by2) - Math.max(ay1, by1);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / ((ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - shared);
}
