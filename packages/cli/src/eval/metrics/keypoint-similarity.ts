import type { Overlap, TrueObject } from './objects.js';

/**
 * How far annotators of COCO's 17 body keypoints are apart, from nose to ankles: one standard deviation as a fraction of
 * the object's scale (pycocotools, `Params.kpt_oks_sigmas`).
 */
const bodySigmas: readonly number[] = [
  ...[0.026, 0.025, 0.025, 0.035, 0.035, 0.079, 0.079, 0.072, 0.072],
  ...[0.062, 0.062, 0.107, 0.107, 0.087, 0.087, 0.089, 0.089],
];

/** COCO's for its 17 keypoints; `1 / count` for any others, as Ultralytics. */
export function sigmasFor(count: number): readonly number[] {
  return count === bodySigmas.length ? bodySigmas : Array.from({ length: count }, () => 1 / count);
}

/**
 * Object keypoint similarity as pycocotools' `computeOks`: the mean over labelled keypoints of
 * `exp(-distance² / (2 area (2 sigma)²))`. Where none is labelled, distances are those to the box grown to three times its
 * size.
 */
export function keypointSimilarity(sigmas: readonly number[]): Overlap {
  return ({ keypoints: found = [] }, truth) => {
    const labelled = labelledKeypoints(truth);
    let sum = 0;
    for (const [i, sigma] of sigmas.entries()) {
      if (labelled > 0 && !isLabelled(truth, i)) continue;
      const [x = 0, y = 0] = [found[3 * i], found[3 * i + 1]];
      const squared = labelled > 0 ? toKeypoint(x, y, truth, i) : toSurroundings(x, y, truth);
      sum += Math.exp(-squared / (2 * sigma) ** 2 / (truth.area + Number.EPSILON) / 2);
    }
    return sum / (labelled > 0 ? labelled : sigmas.length);
  };
}

/** Keypoints that are labelled, visible or not. */
export function labelledKeypoints(truth: TrueObject): number {
  const { keypoints = [] } = truth;
  let count = 0;
  for (let i = 0; 3 * i < keypoints.length; i += 1) if (isLabelled(truth, i)) count += 1;
  return count;
}

function isLabelled({ keypoints = [] }: TrueObject, i: number): boolean {
  return (keypoints[3 * i + 2] ?? 0) > 0;
}

function toKeypoint(x: number, y: number, { keypoints = [] }: TrueObject, i: number): number {
  return (x - (keypoints[3 * i] ?? 0)) ** 2 + (y - (keypoints[3 * i + 1] ?? 0)) ** 2;
}

function toSurroundings(x: number, y: number, { box: [left, top, width, height] }: TrueObject): number {
  const dx = Math.max(0, left - width - x) + Math.max(0, x - (left + 2 * width));
  const dy = Math.max(0, top - height - y) + Math.max(0, y - (top + 2 * height));
  return dx ** 2 + dy ** 2;
}
