import type { Overlap } from './objects.js';

/**
 * COCO's run lengths of a mask: column by column, lengths of runs of 0 and 1 by turns, the first of 0. See `Segments` of
 * the protocol.
 */
export type MaskRuns = Uint32Array;

/** Pixels of the mask. */
export function maskArea(mask: MaskRuns): number {
  let area = 0;
  for (let i = 1; i < mask.length; i += 2) area += mask[i] ?? 0;
  return area;
}

/** Intersection over union of the masks; over the found mask alone where the truth is a crowd. As pycocotools' `rleIou`. */
export const maskOverlap: Overlap = ({ mask: found, area }, { mask: truth, crowd }) => {
  if (found === undefined || truth === undefined) return 0;
  const shared = sharedPixels(found, truth);
  return shared === 0 ? 0 : shared / (crowd ? area : area + maskArea(truth) - shared);
};

function sharedPixels(a: MaskRuns, b: MaskRuns): number {
  let shared = 0;
  for (const [length, inA, inB] of commonRuns(a, b)) if (inA && inB) shared += length;
  return shared;
}

/** All pixels that are in any of the masks, which have the same size. */
export function uniteMasks(masks: readonly MaskRuns[], pixels: number): MaskRuns {
  return masks.reduce((all, mask) => unite(all, mask), Uint32Array.of(pixels));
}

function unite(a: MaskRuns, b: MaskRuns): MaskRuns {
  const runs = [0];
  for (const [length, inA, inB] of commonRuns(a, b)) {
    const inside = inA || inB;
    if (inside === (runs.length % 2 === 0)) runs.push((runs.pop() ?? 0) + length);
    else runs.push(length);
  }
  return Uint32Array.from(runs);
}

/** Runs over which neither of two masks changes. */
function* commonRuns(
  a: MaskRuns,
  b: MaskRuns,
): Generator<readonly [length: number, inA: boolean, inB: boolean], void> {
  let [i, j] = [0, 0];
  let [leftOfA, leftOfB] = [a[0] ?? 0, b[0] ?? 0];
  while (i < a.length && j < b.length) {
    const length = Math.min(leftOfA, leftOfB);
    if (length > 0) yield [length, i % 2 === 1, j % 2 === 1];
    leftOfA -= length;
    leftOfB -= length;
    if (leftOfA === 0) leftOfA = a[++i] ?? 0;
    if (leftOfB === 0) leftOfB = b[++j] ?? 0;
  }
}
