/** Pairs of points, by their place among the keypoints of a box, that lines lead between. */
export type Links = readonly (readonly [from: number, to: number])[];

/**
 * The skeleton of COCO's 17 points of a person (nose, eyes, ears, shoulders, elbows, wrists, hips, knees, ankles; left before
 * right), as in COCO's own annotations, counted from 0.
 */
export const cocoSkeleton: Links = [
  [15, 13],
  [13, 11],
  [16, 14],
  [14, 12],
  [11, 12],
  [5, 11],
  [6, 12],
  [5, 6],
  [5, 7],
  [6, 8],
  [7, 9],
  [8, 10],
  [1, 2],
  [0, 1],
  [0, 2],
  [1, 3],
  [2, 4],
  [3, 5],
  [4, 6],
];

/** What to draw between so many points if nobody says. */
export function skeletonFor(points: number): Links {
  return points === 17 ? cocoSkeleton : [];
}
