import { matchBoxes, type DetectionComparison, type FoundDetections } from './compare.js';
import type { DetectionTolerance, ExpectedDetections } from './expected.js';

/** How near keypoints have to come. */
export interface KeypointTolerance extends DetectionTolerance {
  /** Pixels of the network's input. */
  readonly keypointPx: number;
  readonly keypointScore: number;
  readonly strict: DetectionTolerance['strict'] & {
    readonly keypointPx: number;
    readonly keypointShareAtLeast: number;
  };
}

/** Detections with keypoints as the reference lists them. */
export interface ExpectedKeypoints extends ExpectedDetections {
  /** x, y, score per point of each box. */
  readonly keypoints: readonly (readonly (readonly [number, number, number])[])[];
  /** Source pixels times this are pixels of the input. */
  readonly scale: number;
}

/** Points with less than this are not judged. */
const leastScore = 0.5;

/** Compares the points of boxes that are in both; those near the threshold and fragile ones are not judged. */
export function compareKeypoints(
  found: FoundDetections & { readonly keypoints: Float32Array },
  expected: ExpectedKeypoints,
  tolerance: KeypointTolerance,
  threshold: number,
): DetectionComparison {
  const fragile = new Set(expected.fragile);
  const problems: string[] = [];
  let [judged, withinStrict] = [0, 0];
  for (const match of matchBoxes(found, expected)) {
    const points = expected.keypoints[match.expected]!;
    const isJudged =
      !fragile.has(match.expected) && expected.scores[match.expected]! > threshold + tolerance.score;
    points.forEach(([x, y, score], k) => {
      const at = 3 * (match.found * points.length + k);
      const [foundX = NaN, foundY = NaN, foundScore = NaN] = found.keypoints.subarray(at, at + 3);
      if (score < leastScore) return;
      const distance = Math.hypot(foundX - x, foundY - y) * expected.scale;
      judged++;
      if (distance <= tolerance.strict.keypointPx) withinStrict++;
      const name = `point ${k} of detection ${match.expected}`;
      if (isJudged && !(distance <= tolerance.keypointPx))
        problems.push(`${name} is ${distance.toFixed(2)} px away`);
      if (isJudged && !(Math.abs(score - foundScore) <= tolerance.keypointScore))
        problems.push(`${name} has score ${foundScore.toFixed(3)}, not ${score.toFixed(3)}`);
    });
  }
  return { problems, expected: judged, withinStrict };
}
