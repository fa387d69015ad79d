import type { Keypoints } from '@farsight/protocol';
import type { ExpectedFaces } from './expected-tasks.js';
import { iou } from './compare.js';

/**
 * Compares landmarks of the faces of a picture: each within `pixels` of those of the reference's face that overlaps best, and
 * as many faces with a high score. Returns what lies outside, a sentence each.
 */
export function compareLandmarks(found: Keypoints, expected: ExpectedFaces, pixels: number): string[] {
  const problems: string[] = [];
  expected.boxes.forEach((box, face) => {
    const overlaps = Array.from({ length: found.count }, (_, i) =>
      iou(box, [...found.boxes.subarray(4 * i, 4 * i + 4)]),
    );
    const nearest = overlaps.indexOf(Math.max(...overlaps));
    expected.landmarks[face]!.forEach(([x = 0, y = 0], k) => {
      const at = 3 * (nearest * found.keypointsPerBox + k);
      const distance = Math.hypot(found.keypoints[at]! - x, found.keypoints[at + 1]! - y);
      if (!(distance <= pixels)) problems.push(`landmark ${k} of face ${face} is ${distance.toFixed(2)} off`);
    });
  });
  const high = found.scores.filter((score) => score > 0.5).length;
  if (high !== expected.countAtHighThreshold) problems.push(`${high} faces have a score above 0.5`);
  return problems;
}
