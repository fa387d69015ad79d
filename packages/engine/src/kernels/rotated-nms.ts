import type { Candidates, SuppressionOptions } from './nms.js';
import { rankByScore } from './rank.js';

/** Turned boxes: `boxes` has centre x, centre y, width and height, `angles` the turn in radians. */
export interface RotatedCandidates extends Candidates {
  readonly angles: Float32Array;
}

/** Keeps logarithms and roots away from 0. */
const epsilon = 1e-7;

/**
 * Suppression of turned boxes by their probabilistic IoU: indexes of those kept, by falling score, equal scores by rising
 * index. A box goes if any better one, kept or not, overlaps it by the threshold or more (Ultralytics' nms_rotated). Boxes
 * of no area overlap nothing.
 */
export function suppressRotated(candidates: RotatedCandidates, options: SuppressionOptions): Int32Array {
  const ranked = rankByScore(candidates.scores, candidates.count, options.maxCandidates);
  const shapes = covariances(candidates, ranked);
  const farthest = 4 * mostDistance(options.iouThreshold);
  const kept = new Int32Array(Math.min(options.maxKept, ranked.length));
  let keptCount = 0;
  for (let i = 0; i < ranked.length && keptCount < kept.length; i++) {
    if (!overlapsBetter(candidates, ranked, shapes, i, options, farthest)) kept[keptCount++] = ranked[i]!;
  }
  return kept.subarray(0, keptCount);
}

function overlapsBetter(
  { boxes, classIds }: RotatedCandidates,
  ranked: Int32Array,
  shapes: Float64Array,
  i: number,
  { iouThreshold, classAgnostic }: SuppressionOptions,
  farthest: number,
): boolean {
  const index = ranked[i]!;
  const spread = shapes[4 * i + 3]!;
  for (let j = 0; j < i; j++) {
    const other = ranked[j]!;
    if (!classAgnostic && classIds[other] !== classIds[index]) continue;
    const dx = boxes[4 * other]! - boxes[4 * index]!;
    const dy = boxes[4 * other + 1]! - boxes[4 * index + 1]!;
    if (dx * dx + dy * dy > farthest * (spread + shapes[4 * j + 3]!)) continue;
    if (probabilisticIou(shapes, i, j, dx, dy) >= iouThreshold) return true;
  }
  return false;
}

/**
 * Covariance of the normal distribution that stands for each ranked box: xx, yy, xy, and its largest variance. That of a
 * uniform one over the box: variances `w^2/12` and `h^2/12`, turned (Llerena 2021, arXiv 2106.06072).
 */
function covariances({ boxes, angles }: RotatedCandidates, ranked: Int32Array): Float64Array {
  const shapes = new Float64Array(4 * ranked.length);
  ranked.forEach((index, i) => {
    const a = boxes[4 * index + 2]! ** 2 / 12;
    const b = boxes[4 * index + 3]! ** 2 / 12;
    const cos = Math.cos(angles[index]!);
    const sin = Math.sin(angles[index]!);
    shapes[4 * i] = a * cos * cos + b * sin * sin;
    shapes[4 * i + 1] = a * sin * sin + b * cos * cos;
    shapes[4 * i + 2] = (a - b) * cos * sin;
    shapes[4 * i + 3] = Math.max(a, b);
  });
  return shapes;
}

/** 1 - Hellinger distance of two distributions, from their Bhattacharyya distance (same paper; Ultralytics' probiou). */
function probabilisticIou(shapes: Float64Array, i: number, j: number, dx: number, dy: number): number {
  const determinant = (k: number): number => shapes[4 * k]! * shapes[4 * k + 1]! - shapes[4 * k + 2]! ** 2;
  const [first, second] = [determinant(i), determinant(j)];
  if (!(first > 0 && second > 0)) return 0;
  const xx = shapes[4 * i]! + shapes[4 * j]!;
  const yy = shapes[4 * i + 1]! + shapes[4 * j + 1]!;
  const xy = shapes[4 * i + 2]! + shapes[4 * j + 2]!;
  const joint = xx * yy - xy * xy;
  const apart = (yy * dx * dx + xx * dy * dy - 2 * xy * dx * dy) / (4 * (joint + epsilon));
  const unlike = 0.5 * Math.log(joint / (4 * Math.sqrt(first * second) + epsilon) + epsilon);
  const distance = Math.min(100, Math.max(epsilon, apart + unlike));
  return 1 - Math.sqrt(1 - Math.exp(-distance) + epsilon);
}

/**
 * The Bhattacharyya distance beyond which boxes do not overlap by a threshold. The centres' part of it alone is at least
 * `d^2 / (4 * (v1 + v2))` for the largest variances: most pairs are settled by that.
 */
function mostDistance(iouThreshold: number): number {
  const remaining = 1 - (1 - iouThreshold) ** 2;
  return remaining > 0 ? -Math.log(remaining) + 1e-3 : Infinity;
}
