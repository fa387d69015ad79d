import type { AreaRange } from './average-precision.js';

/** Detections and truth of one class on one picture, compared. */
export interface ComparedObjects {
  /** Of the detections, falling. */
  readonly scores: readonly number[];
  /** Of the detections, square pixels. */
  readonly areas: readonly number[];
  /** Of the truth, square pixels. */
  readonly truthAreas: readonly number[];
  /** Whether an object of the truth is a crowd: any number of detections may match it, and none of them counts. */
  readonly crowds: readonly boolean[];
  /** Whether an object of the truth is neither to be found nor missed: crowds, and people without a labelled keypoint. */
  readonly ignored: readonly boolean[];
  /** Overlap of each detection with each object of the truth, row by row, 0..1. */
  readonly overlaps: Float64Array;
}

/** What became of each detection: bit `t` of its number tells of threshold `t`. */
export interface MatchedObjects {
  /** Objects of the truth that count in this range. */
  readonly truths: number;
  /** Whether it matched an object. */
  readonly matched: Uint16Array;
  /** Whether it is neither right nor wrong. */
  readonly ignored: Uint16Array;
}

/** Objects of the truth in the order they are tried: those that count first. */
interface Candidates {
  readonly order: readonly number[];
  readonly ignored: readonly boolean[];
}

/** Matches detections to the truth by falling score, each to what it overlaps most, as pycocotools' `evaluateImg`. */
export function matchObjects(
  compared: ComparedObjects,
  { least, most }: AreaRange,
  thresholds: readonly number[],
): MatchedObjects {
  const outside = (area: number): boolean => area < least || area > most;
  const ignoredTruth = compared.truthAreas.map((area, i) => compared.ignored[i] === true || outside(area));
  const places = ignoredTruth.map((_, i) => i);
  const order = [...places.filter((i) => !ignoredTruth[i]), ...places.filter((i) => ignoredTruth[i])];
  const matched = new Uint16Array(compared.scores.length);
  const ignored = new Uint16Array(compared.scores.length);
  for (const [bit, threshold] of thresholds.entries()) {
    const matches = matchAt(threshold, compared, { order, ignored: ignoredTruth });
    for (const [i, truth] of matches.entries()) {
      const counts = truth === -1 ? !outside(compared.areas[i] ?? 0) : ignoredTruth[truth] !== true;
      if (truth !== -1) matched[i] = (matched[i] ?? 0) | (1 << bit);
      if (!counts) ignored[i] = (ignored[i] ?? 0) | (1 << bit);
    }
  }
  return { truths: ignoredTruth.filter((one) => !one).length, matched, ignored };
}

/** Index of the object each detection matches, or -1. */
function matchAt(threshold: number, compared: ComparedObjects, candidates: Candidates): number[] {
  const taken = new Set<number>();
  return compared.scores.map((_, detection) => {
    const match = bestMatch(detection, threshold, compared, candidates, taken);
    if (match !== -1) taken.add(match);
    return match;
  });
}

function bestMatch(
  detection: number,
  threshold: number,
  { overlaps, crowds }: ComparedObjects,
  { order, ignored }: Candidates,
  taken: ReadonlySet<number>,
): number {
  const row = detection * crowds.length;
  let best = -1;
  let bestOverlap = Math.min(threshold, 1 - 1e-10);
  for (const truth of order) {
    if (taken.has(truth) && crowds[truth] !== true) continue;
    // Whoever matches an object that counts does not match one that does not.
    if (best !== -1 && ignored[best] !== true && ignored[truth] === true) break;
    const overlap = overlaps[row + truth] ?? 0;
    if (overlap < bestOverlap) continue;
    bestOverlap = overlap;
    best = truth;
  }
  return best;
}
