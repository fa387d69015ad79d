import { matchBoxes, type DetectionComparison, type FoundDetections } from './compare.js';
import type { DetectionTolerance, ExpectedDetections } from './expected.js';

/** How near masks have to come. */
export interface MaskTolerance extends DetectionTolerance {
  readonly maskIou: number;
  readonly strict: DetectionTolerance['strict'] & {
    readonly maskIou: number;
    readonly maskShareAtLeast: number;
  };
}

/** Detections with masks as the reference lists them. */
export interface ExpectedMasks extends ExpectedDetections {
  /** COCO's run lengths, column by column. */
  readonly masks: readonly { readonly counts: readonly number[] }[];
}

/** Compares the masks of boxes that are in both; those near the threshold and fragile ones are not judged. */
export function compareMasks(
  found: FoundDetections & { readonly masks: readonly Uint32Array[] },
  expected: ExpectedMasks,
  tolerance: MaskTolerance,
  threshold: number,
): DetectionComparison {
  const fragile = new Set(expected.fragile);
  const problems: string[] = [];
  let withinStrict = 0;
  for (const match of matchBoxes(found, expected)) {
    const { counts } = expected.masks[match.expected]!;
    const overlap = maskIou(counts, found.masks[match.found]!);
    if (overlap >= tolerance.strict.maskIou) withinStrict++;
    const isJudged =
      !fragile.has(match.expected) && expected.scores[match.expected]! > threshold + tolerance.score;
    if (isJudged && overlap < tolerance.maskIou) {
      problems.push(`the mask of detection ${match.expected} has IoU ${overlap.toFixed(4)}`);
    }
  }
  return { problems, expected: expected.scores.length, withinStrict };
}

/** Intersection over union of two masks of equally many pixels, by their run lengths; 1 if both are empty. */
export function maskIou(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let shared = 0;
  let covered = 0;
  let [i, j] = [0, 0];
  let [restA, restB] = [a[0] ?? 0, b[0] ?? 0];
  while (i < a.length && j < b.length) {
    const length = Math.min(restA, restB);
    if (i % 2 === 1 && j % 2 === 1) shared += length;
    if (i % 2 === 1 || j % 2 === 1) covered += length;
    restA -= length;
    restB -= length;
    if (restA === 0) restA = a[++i] ?? 0;
    if (restB === 0) restB = b[++j] ?? 0;
  }
  const isSameSize = i === a.length && j === b.length;
  if (!isSameSize) throw new RangeError('Expected masks of equally many pixels.');
  return covered === 0 ? 1 : shared / covered;
}
