import { isBox, type Box } from '../kernels/tracking/motion.js';
import { trackLimit, type BoxesToTrack, type TrackedBoxes } from './tracker.js';

/** One box of a frame. */
export interface Detection {
  /** Which of the frame's boxes it is. */
  readonly source: number;
  readonly box: Box;
  readonly score: number;
  readonly classId: number;
}

/** A track as it was seen. */
export interface Sighting {
  readonly id: number;
  readonly box: Box;
  readonly detection: Detection;
}

/** The boxes of a frame that can be followed, in their order: sound ones, the best if there are too many. */
export function readDetections({ count, boxes, scores, classIds }: BoxesToTrack): Detection[] {
  const sound: Detection[] = [];
  for (let source = 0; source < count; source++) {
    const [x1 = NaN, y1 = NaN, x2 = NaN, y2 = NaN] = boxes.subarray(4 * source, 4 * source + 4);
    const score = scores[source] ?? NaN;
    const box: Box = [x1, y1, x2, y2];
    if (isBox(box) && Number.isFinite(score))
      sound.push({ source, box, score, classId: classIds[source] ?? 0 });
  }
  if (sound.length <= trackLimit) return sound;
  const best = sound.sort((a, b) => b.score - a.score || a.source - b.source).slice(0, trackLimit);
  return best.sort((a, b) => a.source - b.source);
}

/** Tracks as columns. A box that stopped being one is given as it was detected. */
export function trackedBoxes(sightings: readonly Sighting[], ended: readonly number[]): TrackedBoxes {
  return {
    count: sightings.length,
    boxes: Float32Array.from(sightings.flatMap(({ box, detection }) => (isBox(box) ? box : detection.box))),
    trackIds: Int32Array.from(sightings, ({ id }) => id),
    sources: Int32Array.from(sightings, ({ detection }) => detection.source),
    ended,
  };
}
