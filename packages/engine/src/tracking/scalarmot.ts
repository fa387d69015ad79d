import { centreDistance } from '../kernels/tracking/affinity.js';
import { AreaMotion, isBox } from '../kernels/tracking/motion.js';
import { readDetections, trackedBoxes, type Detection } from './detections.js';
import type { TrackerParameters } from './parameters.js';
import { TrackList } from './track-list.js';
import type { BoxesToTrack, TrackedBoxes, Tracker } from './tracker.js';

/** scalarmot's parameters. */
export interface ScalarMotOptions {
  /** Frames a track may go unseen. */
  readonly maxAge: number;
  /** Ids begin at 1 again after it; 0: never. */
  readonly maxId: number;
}

/** @throws FarsightError INVALID_NETWORK */
export function scalarMotOptions(parameters: TrackerParameters): ScalarMotOptions {
  return {
    maxAge: parameters.number('max_age', 30),
    maxId: parameters.number('max_id', 0),
  };
}

interface NearestTrack {
  readonly id: number;
  readonly motion: AreaMotion;
  detection: Detection;
  /** Frames since it was seen. */
  unseen: number;
}

/**
 * The simplest of the network format's trackers: each box, best first, goes to the nearest track of its class that has
 * none yet, by the distance of its centre from where the track is expected, if that is less than half the box's shorter
 * side; otherwise it begins a track. Tracks are told of from their first frame on.
 */
export class ScalarMot implements Tracker {
  readonly #maxAge: number;
  readonly #tracks: TrackList<NearestTrack>;

  constructor({ maxAge, maxId }: ScalarMotOptions) {
    this.#maxAge = maxAge;
    this.#tracks = new TrackList(maxId);
  }

  update(boxes: BoxesToTrack): TrackedBoxes {
    for (const track of this.#tracks.all) {
      track.motion.predict();
      track.unseen += 1;
    }
    const lost = this.#tracks.endWhere(({ motion }) => !isBox(motion.box));
    for (const detection of readDetections(boxes).sort((a, b) => b.score - a.score)) this.#place(detection);
    const ended = this.#tracks.endWhere(({ unseen }) => unseen > this.#maxAge);
    const seen = this.#tracks.all.filter(({ unseen }) => unseen === 0);
    return trackedBoxes(
      seen.map(({ id, motion, detection }) => ({ id, box: motion.box, detection })),
      [...lost, ...ended],
    );
  }

  #place(detection: Detection): void {
    const { box } = detection;
    const track = this.#nearest(detection);
    if (track === undefined) {
      this.#tracks.start((id) => ({ id, motion: new AreaMotion(box), detection, unseen: 0 }));
      return;
    }
    track.motion.update(box);
    track.detection = detection;
    track.unseen = 0;
  }

  #nearest({ box, classId }: Detection): NearestTrack | undefined {
    let nearest: NearestTrack | undefined;
    let least = Math.min(box[2] - box[0], box[3] - box[1]) / 2;
    for (const track of this.#tracks.all) {
      if (track.unseen === 0 || track.detection.classId !== classId) continue;
      const distance = centreDistance(box, track.motion.box);
      if (distance < least) [nearest, least] = [track, distance];
    }
    return nearest;
  }
}
