import type { TaskResult } from '@farsight/protocol';
import type { TrackerStep } from '../definition.js';
import { takeRows } from '../runner/result-columns.js';
import { openTracker } from '../tracking/open-tracker.js';
import type { Tracker } from '../tracking/tracker.js';

/** The tracks of a task in one frame. */
export interface TrackedFrame {
  /** Of each box that was detected: the row of its track in the result; -1 if it belongs to none. */
  readonly rowOf: Int32Array;
  /** By row. */
  readonly trackIds: Int32Array;
  /** Ids of tracks that ended with this frame. */
  readonly ended: readonly number[];
}

/** Follows the boxes of one task of one stream. */
export class TaskTracker {
  readonly #tracker: Tracker;

  /** @throws FarsightError INVALID_NETWORK */
  constructor(step: TrackerStep) {
    this.#tracker = openTracker(step);
  }

  /** Detections become tracks; other boxes keep their kind and get track ids. Boxes that belong to no track are left out. */
  follow(result: TaskResult): { result: TaskResult; tracked?: TrackedFrame } {
    if (result.kind !== 'detections' && result.kind !== 'keypoints' && result.kind !== 'segments')
      return { result };
    const { boxes, trackIds, sources, ended } = this.#tracker.update(result);
    const rowOf = new Int32Array(result.count).fill(-1);
    sources.forEach((source, row) => (rowOf[source] = row));
    const rows = takeRows(result, [...sources]);
    return {
      result:
        rows.kind === 'detections' ? { ...rows, kind: 'tracks', boxes, trackIds } : { ...rows, trackIds },
      tracked: { rowOf, trackIds, ended },
    };
  }
}
