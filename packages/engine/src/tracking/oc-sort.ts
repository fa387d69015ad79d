import { affinities } from '../kernels/tracking/affinity.js';
import { matchAbove, paired, type Matches } from '../kernels/tracking/matching.js';
import { isBox, type Box } from '../kernels/tracking/motion.js';
import { readDetections, trackedBoxes, type Detection } from './detections.js';
import { OcSortTrack, direction, type Direction } from './oc-sort-track.js';
import type { TrackerParameters } from './parameters.js';
import { sortOptions, type SortOptions } from './sort.js';
import { TrackList } from './track-list.js';
import type { BoxesToTrack, TrackedBoxes, Tracker } from './tracker.js';

type AffinityName = keyof typeof affinities;

/** OC-SORT's parameters; defaults are those of its authors' code, `det_thresh` apart, which has none there. */
export interface OcSortOptions extends SortOptions {
  /** Boxes must score more than this to be followed at once. */
  readonly detThresh: number;
  /** Frames over which a direction is taken. */
  readonly deltaT: number;
  /** What it counts to keep one's direction, in overlap. */
  readonly inertia: number;
  /** How well a box fits the place where a track was seen last. */
  readonly assoFunc: AffinityName;
  /** Whether boxes of lower scores, above 0.1, may go on with tracks that have no other. */
  readonly useByte: boolean;
}

/** @throws FarsightError INVALID_NETWORK */
export function ocSortOptions(parameters: TrackerParameters): OcSortOptions {
  const names = Object.keys(affinities) as AffinityName[];
  return {
    ...sortOptions(parameters, 30),
    detThresh: parameters.number('det_thresh', 0),
    deltaT: parameters.number('delta_t', 3),
    inertia: parameters.number('inertia', 0.2),
    assoFunc: parameters.choice('asso_func', 'iou', names),
    useByte: parameters.boolean('use_byte', false),
  };
}

/** Scores a box must be above to be looked at in the second round. */
const lowestScore = 0.1;

/** Boxes and tracks of which none has been given to the other. */
interface Free {
  readonly detections: readonly Detection[];
  readonly tracks: readonly OcSortTrack[];
}

/**
 * J. Cao, J. Pang, X. Weng, R. Khirodkar, K. Kitani, "Observation-centric SORT", 2022: SORT, where a track's direction
 * counts (momentum), where a lost one is also looked for where it was seen last (recovery), and where one that is found
 * again forgets what it thought meanwhile (re-update). Blind to classes.
 */
export class OcSort implements Tracker {
  readonly #options: OcSortOptions;
  readonly #tracks: TrackList<OcSortTrack>;
  #frames = 0;

  constructor(options: OcSortOptions) {
    this.#options = options;
    this.#tracks = new TrackList(options.maxId);
  }

  update(boxes: BoxesToTrack): TrackedBoxes {
    const { maxAge, minHits, deltaT } = this.#options;
    this.#frames += 1;
    for (const track of this.#tracks.all) track.predict();
    const lost = this.#tracks.endWhere(({ expected }) => !isBox(expected));
    const free = this.#match(readDetections(boxes));
    for (const track of free.tracks) track.miss();
    const ended = this.#tracks.endWhere(({ unseen }) => unseen > maxAge);
    for (const detection of free.detections) {
      this.#tracks.start((id) => new OcSortTrack(id, detection, deltaT));
    }
    const early = this.#frames <= minHits;
    const seen = this.#tracks.all.filter(
      ({ unseen, streak }) => unseen === 0 && (streak >= minHits || early),
    );
    // The box as detected: what the authors' code gives too.
    return trackedBoxes(
      seen.map(({ id, detection }) => ({ id, box: detection.box, detection })),
      [...lost, ...ended],
    );
  }

  /** All rounds, each over what the ones before left. */
  #match(all: readonly Detection[]): Free {
    const { detThresh, useByte } = this.#options;
    const high = all.filter(({ score }) => score > detThresh);
    let free = this.#matchByMomentum({ detections: high, tracks: this.#tracks.all });
    if (useByte) {
      const low = all.filter(({ score }) => score > lowestScore && score < detThresh);
      const { tracks } = this.#matchBy(({ expected }) => expected, { detections: low, tracks: free.tracks });
      free = { ...free, tracks };
    }
    return this.#matchBy(({ lastSeen }) => lastSeen, free);
  }

  /** The first round: overlap with where tracks are expected, and whether they would keep their direction. */
  #matchByMomentum({ detections, tracks }: Free): Free {
    const boxes = detections.map(({ box }) => box);
    const overlap = affinities.iou(
      boxes,
      tracks.map(({ expected }) => expected),
    );
    const { iouThreshold } = this.#options;
    const matches = matchAbove(overlap, detections.length, tracks.length, iouThreshold, () =>
      this.#steadiness(detections, tracks),
    );
    return see(detections, tracks, matches);
  }

  /** Per pair: from `inertia / 2` where the box lies straight ahead to the same below 0 behind, times its score. */
  #steadiness(detections: readonly Detection[], tracks: readonly OcSortTrack[]): Float64Array {
    const starts = tracks.map(({ seenBefore, heading }) => ({ seenBefore, heading }));
    const values = new Float64Array(detections.length * tracks.length);
    let at = 0;
    for (const { box, score } of detections) {
      for (const { seenBefore, heading } of starts) {
        const ahead = seenBefore === undefined ? 0 : forwardness(heading, direction(seenBefore, box));
        values[at++] = ahead * this.#options.inertia * score;
      }
    }
    return values;
  }

  /** A further round: by some box of the tracks; those that have none are passed over. */
  #matchBy(boxOf: (track: OcSortTrack) => Box | undefined, { detections, tracks }: Free): Free {
    const { iouThreshold, assoFunc } = this.#options;
    const known = tracks.flatMap((track) => {
      const box = boxOf(track);
      return box === undefined ? [] : [{ track, box }];
    });
    const affinity = affinities[assoFunc](
      detections.map(({ box }) => box),
      known.map(({ box }) => box),
    );
    if (!affinity.some((value) => value > iouThreshold)) return { detections, tracks };
    const matches = matchAbove(affinity, detections.length, known.length, iouThreshold);
    const free = see(
      detections,
      known.map(({ track }) => track),
      matches,
    );
    return { detections: free.detections, tracks: tracks.filter(({ unseen }) => unseen > 0) };
  }
}

/** From 1/2 for the same direction over 0 for across to -1/2 for the opposite. */
function forwardness([ax, ay]: Direction, [bx, by]: Direction): number {
  const angle = Math.acos(Math.min(1, Math.max(-1, ax * bx + ay * by)));
  return (Math.PI / 2 - angle) / Math.PI;
}

/** Tells tracks what they were seen as; the rest. */
function see(detections: readonly Detection[], tracks: readonly OcSortTrack[], matches: Matches): Free {
  const { pairs, freeRows, freeColumns } = paired(matches, detections, tracks);
  for (const [detection, track] of pairs) track.see(detection);
  return { detections: freeRows, tracks: freeColumns };
}
