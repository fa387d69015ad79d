import type { Keypoints, TaskResult } from '@farsight/protocol';
import type { TrackerStep } from '../definition.js';
import { joinRegions, takeRows } from '../runner/result-columns.js';
import { entriesByTrack } from './on-tracks.js';
import type { TrackedFrame } from './task-tracker.js';

/** What was found on a track when it was looked at last. */
interface Remembered {
  readonly keypoints: Keypoints;
  /** Number of the frame it was found in. */
  readonly frame: number;
}

/** Remembers the newest keypoints of each track, for frames in which none were found on it. */
export class KeypointMemory {
  readonly #mostAge: number;
  readonly #tracks = new Map<number, Remembered>();
  #frame = 0;

  /** Keypoints are remembered for `historyLength` frames. They move, so all runs count, not the first alone. */
  constructor({ historyLength }: Pick<TrackerStep, 'historyLength'>) {
    this.#mostAge = historyLength;
  }

  /** Adds what was found on the tracks of this frame; the newest of all of them. */
  add(result: TaskResult, frame: TrackedFrame, of: string): TaskResult {
    if (result.kind !== 'keypoints' || result.regions === undefined) return result;
    this.#frame += 1;
    for (const [id, entries] of entriesByTrack(result.regions.parents, frame)) {
      this.#tracks.set(id, { keypoints: takeRows(result, entries), frame: this.#frame });
    }
    for (const id of frame.ended) this.#tracks.delete(id);
    for (const [id, seen] of this.#tracks) {
      if (this.#frame - seen.frame > this.#mostAge) this.#tracks.delete(id);
    }
    const known = [...frame.trackIds].flatMap((id, row) => {
      const seen = this.#tracks.get(id);
      return seen === undefined ? [] : [{ row, keypoints: seen.keypoints }];
    });
    const found = known.map(({ keypoints }) => keypoints);
    const rows = known.map(({ row }) => row);
    return joinRegions(found, rows, of, takeRows(result, []));
  }
}
