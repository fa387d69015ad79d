import type { ClassTolerance, DetectionTolerance, ExpectedClasses, ExpectedDetections } from './expected.js';

/** Results to compare, from wherever: the engine, a stream, a line of NDJSON. */
export interface FoundDetections {
  /** x1, y1, x2, y2 per box, in source pixels. */
  readonly boxes: readonly (readonly number[])[];
  readonly scores: readonly number[];
  readonly classIds: readonly number[];
}

/** What came of comparing the detections of one picture. */
export interface DetectionComparison {
  /** What lies outside the tolerance, a sentence each. */
  readonly problems: readonly string[];
  /** Detections of the reference. */
  readonly expected: number;
  /** Those of them that were found within the strict figures. */
  readonly withinStrict: number;
}

/** A box of the reference and the one found for it, by their indexes. */
export interface Match {
  readonly expected: number;
  readonly found: number;
  readonly iou: number;
}

/**
 * Compares as the reference's rules say: matched by class and best IoU; what is within the score tolerance of the
 * threshold may be missing or extra; fragile detections are not judged. Boxes on both sides are clipped to the picture.
 */
export function compareDetections(
  found: FoundDetections,
  expected: ExpectedDetections,
  tolerance: DetectionTolerance,
  threshold: number,
): DetectionComparison {
  const matches = matchBoxes(found, expected);
  const fragile = new Set(expected.fragile);
  const nearThreshold = (score: number): boolean => score <= threshold + tolerance.score;
  const problems: string[] = [];
  expected.scores.forEach((score, i) => {
    if (fragile.has(i)) return;
    const match = matches.find((candidate) => candidate.expected === i);
    if (match === undefined) {
      if (!nearThreshold(score)) problems.push(`${describe(expected, i)} is missing`);
      return;
    }
    const difference = Math.abs(score - found.scores[match.found]!);
    if (match.iou < tolerance.iou && !nearThreshold(score)) {
      problems.push(`${describe(expected, i)} has IoU ${match.iou.toFixed(4)}`);
    }
    if (difference > tolerance.score)
      problems.push(`${describe(expected, i)} is off by ${difference.toFixed(4)}`);
  });
  found.scores.forEach((score, i) => {
    const matched = matches.some((match) => match.found === i);
    if (!matched && !nearThreshold(score)) problems.push(`${describe(found, i)} is extra`);
  });
  return {
    problems,
    expected: expected.scores.length,
    withinStrict: countStrict(found, expected, tolerance, matches),
  };
}

function countStrict(
  found: FoundDetections,
  expected: ExpectedDetections,
  { strict }: DetectionTolerance,
  matches: readonly Match[],
): number {
  return matches.filter(
    (match) =>
      match.iou >= strict.iou &&
      Math.abs(expected.scores[match.expected]! - found.scores[match.found]!) <= strict.score,
  ).length;
}

/** Pairs of the same class that overlap, best first, each box once. */
export function matchBoxes(found: FoundDetections, expected: ExpectedDetections): Match[] {
  const pairs: Match[] = [];
  expected.boxes.forEach((box, e) => {
    found.boxes.forEach((other, f) => {
      const overlap = expected.classIds[e] === found.classIds[f] ? iou(box, other) : 0;
      if (overlap > 0) pairs.push({ expected: e, found: f, iou: overlap });
    });
  });
  pairs.sort((a, b) => b.iou - a.iou);
  const matches: Match[] = [];
  for (const pair of pairs) {
    const taken = matches.some(({ expected: e, found: f }) => e === pair.expected || f === pair.found);
    if (!taken) matches.push(pair);
  }
  return matches;
}

/** Intersection over union of two boxes. */
export function iou(a: readonly number[], b: readonly number[]): number {
  const [ax1 = 0, ay1 = 0, ax2 = 0, ay2 = 0] = a;
  const [bx1 = 0, by1 = 0, bx2 = 0, by2 = 0] = b;
  const width = Math.min(ax2, bx2) - Math.max(ax1, bx1);
  const height = Math.min(ay2, by2) - Math.max(ay1, by1);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / ((ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - shared);
}

function describe({ boxes, scores, classIds }: FoundDetections, i: number): string {
  const corners = boxes[i]!.map((value) => value.toFixed(1)).join(' ');
  return `class ${classIds[i]!} at ${corners} with score ${scores[i]!.toFixed(4)}`;
}

/**
 * Compares the best five classes: equal order, where classes whose probabilities differ by less than twice the tolerance
 * in the reference may swap places, and equal probabilities. Returns what lies outside, a sentence each.
 */
export function compareClasses(
  found: { readonly classIds: readonly number[]; readonly scores: readonly number[] },
  expected: ExpectedClasses,
  { probability: tolerance }: ClassTolerance,
): string[] {
  const problems: string[] = [];
  expected.ids.forEach((id, i) => {
    const here = found.classIds[i];
    const place = found.classIds.indexOf(id);
    const difference = place < 0 ? 0 : Math.abs(found.scores[place]! - expected.probabilities[i]!);
    if (difference > tolerance) problems.push(`class ${id} is off by ${difference.toFixed(4)}`);
    // A class beyond the fifth has less than any listed here, perhaps nothing.
    const other = expected.ids.indexOf(here ?? -1);
    const gap = Math.abs(expected.probabilities[i]! - (expected.probabilities[other] ?? 0));
    if (here !== id && gap >= 2 * tolerance) problems.push(`class ${id} is not at place ${i + 1}`);
  });
  return problems;
}
