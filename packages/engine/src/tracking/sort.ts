import { affinities } from '../kernels/tracking/affinity.js';
import { matchAbove, paired } from '../kernels/tracking/matching.js';
import { AreaMotion, isBox } from '../kernels/tracking/motion.js';
import { readDetections, trackedBoxes, type Detection } from './detections.js';
import type { TrackerParameters } from './parameters.js';
import { TrackList } from './track-list.js';
import type { BoxesToTrack, TrackedBoxes, Tracker } from './tracker.js';

/** SORT's parameters; defaults are those of its authors' code. */
export interface SortOptions {
  /** Frames a track may go unseen. */
  readonly maxAge: number;
  /** Frames in a row in which a track must be seen before it is told of, but for the first frames of a stream. */
  readonly minHits: number;
  /** Least overlap of a box with where its track was expected. */
  readonly iouThreshold: number;
  /** Ids begin at 1 again after it; 0: never. */
  readonly maxId: number;
}

/** @throws FarsightError INVALID_NETWORK */
export function sortOptions(parameters: TrackerParameters, maxAge = 1): SortOptions {
  return {
    maxAge: parameters.number('max_age', maxAge),
    minHits: parameters.number('min_hits', 3),
    iouThreshold: parameters.number('iou_threshold', 0.3),
    maxId: parameters.number('max_id', 0),
  };
}

interface SortTrack {
  readonly id: number;
  readonly motion: AreaMotion;
  detection: Detection;
  /** Frames since it was seen. */
  unseen: number;
  /** Frames in a row in which it was seen, the one that began it not counted. */
  streak: number;
}

/**
 * A. Bewley, Z. Ge, L. Ott, F. Ramos, B. Upcroft, "Simple online and realtime tracking", 2016: every track's box is
 * predicted by a Kalman filter, and boxes are given to tracks such that they overlap most. Blind to classes.
 */
export class Sort implements Tracker {
  readonly #options: SortOptions;
  readonly #tracks: TrackList<SortTrack>;
  #frames = 0;

  constructor(options: SortOptions) {
    this.#options = options;
    this.#tracks = new TrackList(options.maxId);
  }

  update(boxes: BoxesToTrack): TrackedBoxes {
    const { maxAge, minHits } = this.#options;
    this.#frames += 1;
    const lost = this.#predict();
    const unmatched = this.#match(readDetections(boxes));
    const ended = this.#tracks.endWhere(({ unseen }) => unseen > maxAge);
    for (const detection of unmatched) {
      this.#tracks.start((id) => ({
        id,
        motion: new AreaMotion(detection.box),
        detection,
        unseen: 0,
        streak: 0,
      }));
    }
    const early = this.#frames <= minHits;
    const seen = this.#tracks.all.filter(
      ({ unseen, streak }) => unseen === 0 && (streak >= minHits || early),
    );
    return trackedBoxes(
      seen.map(({ id, motion, detection }) => ({ id, box: motion.box, detection })),
      [...lost, ...ended],
    );
  }

  /** Ids of the tracks that nobody knows any more where to look for. */
  #predict(): readonly number[] {
    for (const track of this.#tracks.all) {
      track.motion.predict();
      if (track.unseen > 0) track.streak = 0;
      track.unseen += 1;
    }
    return this.#tracks.endWhere(({ motion }) => !isBox(motion.box));
  }

  /** Gives boxes to tracks; the boxes that are left. */
  #match(detections: readonly Detection[]): readonly Detection[] {
    const tracks = this.#tracks.all;
    const overlap = affinities.iou(
      detections.map(({ box }) => box),
      tracks.map(({ motion }) => motion.box),
    );
    const { iouThreshold } = this.#options;
    const matches = matchAbove(overlap, detections.length, tracks.length, iouThreshold);
    const { pairs, freeRows } = paired(matches, detections, tracks);
    for (const [detection, track] of pairs) {
      track.motion.update(detection.box);
      track.detection = detection;
      track.unseen = 0;
      track.streak += 1;
    }
    return freeRows;
  }
}
