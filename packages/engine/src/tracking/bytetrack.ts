import { affinities } from '../kernels/tracking/affinity.js';
import { matchBelow, paired } from '../kernels/tracking/matching.js';
import { HeightMotion } from '../kernels/tracking/motion.js';
import { readDetections, trackedBoxes, type Detection } from './detections.js';
import type { TrackerParameters } from './parameters.js';
import { TrackList } from './track-list.js';
import type { BoxesToTrack, TrackedBoxes, Tracker } from './tracker.js';

/** ByteTrack's parameters; defaults are those of its authors' code. */
export interface ByteTrackOptions {
  /** Boxes that score more are looked at first; 0.1 above it they may begin tracks. */
  readonly trackThresh: number;
  /** Frames a track may go unseen at 30 frames/s. */
  readonly trackBuffer: number;
  /** Most that a box in the first round may differ from a track: 1 - overlap (times score). */
  readonly matchThresh: number;
  readonly frameRate: number;
  /** For crowds, as in the benchmark MOT20: scores do not count in the choice. */
  readonly mot20: boolean;
  /** Ids begin at 1 again after it; 0: never. */
  readonly maxId: number;
}

/** @throws FarsightError INVALID_NETWORK */
export function byteTrackOptions(parameters: TrackerParameters): ByteTrackOptions {
  return {
    trackThresh: parameters.number('track_thresh', 0.5),
    trackBuffer: parameters.number('track_buffer', 30),
    matchThresh: parameters.number('match_thresh', 0.8),
    frameRate: parameters.number('frame_rate', 30),
    mot20: parameters.boolean('mot20', false),
    maxId: parameters.number('max_id', 0),
  };
}

// Fixed in the authors' code.
const lowestScore = 0.1;
const secondLimit = 0.5;
const newTrackLimit = 0.7;
const startMargin = 0.1;
const duplicateLimit = 0.15;

interface ByteTracked {
  readonly id: number;
  readonly motion: HeightMotion;
  readonly begun: number;
  detection: Detection;
  /** Frame it was last seen in. */
  seen: number;
  /** New: seen in one frame so far. Lost: not seen in the frame before this one. */
  state: 'new' | 'tracked' | 'lost' | 'ended';
}

/**
 * Y. Zhang et al., "ByteTrack: multi-object tracking by associating every detection box", 2022: boxes of high scores are
 * given to tracks first, then those of low scores to tracks that have none, because what is half hidden scores low.
 * Blind to classes.
 */
export class ByteTrack implements Tracker {
  readonly #options: ByteTrackOptions;
  readonly #tracks: TrackList<ByteTracked>;
  readonly #mostUnseen: number;
  #frame = 0;

  constructor(options: ByteTrackOptions) {
    this.#options = options;
    this.#tracks = new TrackList(options.maxId);
    // The authors' code takes tracks off its list one frame after it calls them removed.
    this.#mostUnseen = Math.trunc((options.frameRate / 30) * options.trackBuffer) + 1;
  }

  update(boxes: BoxesToTrack): TrackedBoxes {
    const { trackThresh, matchThresh } = this.#options;
    this.#frame += 1;
    const all = readDetections(boxes);
    const high = all.filter(({ score }) => score > trackThresh);
    const low = all.filter(({ score }) => score > lowestScore && score < trackThresh);
    this.#predict();

    const known = this.#tracks.all.filter(({ state }) => state === 'tracked' || state === 'lost');
    const first = this.#match(known, high, matchThresh, !this.#options.mot20);
    const missed = first.tracks.filter(({ state }) => state === 'tracked');
    for (const track of this.#match(missed, low, secondLimit, false).tracks) track.state = 'lost';
    const fresh = this.#tracks.all.filter(({ state }) => state === 'new');
    const last = this.#match(fresh, first.detections, newTrackLimit, !this.#options.mot20);
    for (const track of last.tracks) track.state = 'ended';

    for (const detection of last.detections) this.#start(detection);
    this.#endDuplicates();
    const ended = this.#tracks.endWhere(
      ({ state, seen }) => state === 'ended' || this.#frame - seen > this.#mostUnseen,
    );
    return trackedBoxes(
      this.#tracks.all
        .filter(({ state }) => state === 'tracked')
        .map(({ id, motion, detection }) => ({ id, box: motion.box, detection })),
      ended,
    );
  }

  #predict(): void {
    for (const { motion, state } of this.#tracks.all) {
      // Tracks that are new are compared with where they were.
      if (state === 'new') continue;
      if (state === 'lost') motion.holdHeight();
      motion.predict();
    }
  }

  /** One round; what is left. `byScore`: a box's score counts as much as its overlap. */
  #match(
    tracks: readonly ByteTracked[],
    detections: readonly Detection[],
    limit: number,
    byScore: boolean,
  ): { tracks: readonly ByteTracked[]; detections: readonly Detection[] } {
    const overlap = affinities.iou(
      detections.map(({ box }) => box),
      tracks.map(({ motion }) => motion.box),
    );
    const differences = overlap.map((value, at) => {
      const score = byScore ? (detections[Math.trunc(at / tracks.length)]?.score ?? 0) : 1;
      return 1 - value * score;
    });
    const matches = matchBelow(differences, detections.length, tracks.length, limit);
    const { pairs, freeRows, freeColumns } = paired(matches, detections, tracks);
    for (const [detection, track] of pairs) {
      track.motion.update(detection.box);
      track.detection = detection;
      track.seen = this.#frame;
      track.state = 'tracked';
    }
    return { tracks: freeColumns, detections: freeRows };
  }

  #start(detection: Detection): void {
    if (detection.score < this.#options.trackThresh + startMargin) return;
    const { box } = detection;
    // Of the stream's first frame nothing can be confirmed.
    const state = this.#frame === 1 ? 'tracked' : 'new';
    const now = { begun: this.#frame, seen: this.#frame, state } as const;
    this.#tracks.start((id) => ({ id, motion: new HeightMotion(box), detection, ...now }));
  }

  /** Of two tracks at the same place, one seen and one lost, the older stays. */
  #endDuplicates(): void {
    const seen = this.#tracks.all.filter((track) => track.seen === this.#frame);
    const lost = this.#tracks.all.filter(({ state }) => state === 'lost');
    const overlap = affinities.iou(
      seen.map(({ motion }) => motion.box),
      lost.map(({ motion }) => motion.box),
    );
    overlap.forEach((value, at) => {
      if (!(1 - value < duplicateLimit)) return;
      const one = seen[Math.trunc(at / lost.length)];
      const other = lost[at % lost.length];
      if (one === undefined || other === undefined) return;
      const younger = one.seen - one.begun > other.seen - other.begun ? other : one;
      younger.state = 'ended';
    });
  }
}
