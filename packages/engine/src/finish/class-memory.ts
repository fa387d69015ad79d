import type { Classifications, TaskResult } from '@farsight/protocol';
import type { TrackerStep } from '../definition.js';
import { joinRegions, takeRows } from '../runner/result-columns.js';
import { entriesByTrack } from './on-tracks.js';
import type { TrackedFrame } from './task-tracker.js';

/** What is remembered of a track. */
interface Remembered {
  /** Runs counted so far, those forgotten since included. */
  counted: number;
  /** The newest of them. */
  readonly runs: Classifications[];
}

/**
 * Remembers the classes of each track, so that a single bad look at it does not change what it is called. A track's
 * classes are those of the best mean score over the runs remembered, in which a class that a run did not name counts 0.
 */
export class ClassMemory {
  readonly #mostKept: number;
  readonly #mostCounted: number;
  readonly #tracks = new Map<number, Remembered>();

  /** At most `historyLength` runs are remembered, at least one, and only a track's first `subtaskRuns` count (0: all). */
  constructor({ historyLength, subtaskRuns }: Pick<TrackerStep, 'historyLength' | 'subtaskRuns'>) {
    this.#mostKept = Math.max(1, historyLength);
    this.#mostCounted = subtaskRuns === 0 ? Infinity : subtaskRuns;
  }

  /** Adds what was found on the tracks of this frame; what is remembered of all of them. */
  add(result: TaskResult, frame: TrackedFrame, of: string): TaskResult {
    if (result.kind !== 'classifications' || result.regions === undefined) return result;
    for (const [id, entries] of entriesByTrack(result.regions.parents, frame)) {
      this.#count(id, takeRows(result, entries));
    }
    for (const id of frame.ended) this.#tracks.delete(id);
    const known = [...frame.trackIds].flatMap((id, row) => {
      const remembered = this.#tracks.get(id);
      return remembered === undefined ? [] : [{ row, classes: bestClasses(remembered.runs) }];
    });
    const classes = known.map((track) => track.classes);
    const rows = known.map(({ row }) => row);
    return joinRegions(classes, rows, of, takeRows(result, []));
  }

  #count(id: number, run: Classifications): void {
    const remembered = this.#tracks.get(id) ?? { counted: 0, runs: [] };
    this.#tracks.set(id, remembered);
    if (remembered.counted >= this.#mostCounted) return;
    remembered.counted += 1;
    remembered.runs.push(run);
    if (remembered.runs.length > this.#mostKept) remembered.runs.shift();
  }
}

/** As many classes as the longest run has, by falling mean score, equal ones in the order they were first named in. */
function bestClasses(runs: readonly Classifications[]): Classifications {
  const sums = new Map<number, number>();
  for (const { classIds, scores } of runs) {
    classIds.forEach((classId, i) => sums.set(classId, (sums.get(classId) ?? 0) + (scores[i] ?? 0)));
  }
  const most = Math.max(...runs.map(({ count }) => count));
  const best = [...sums].sort((a, b) => b[1] - a[1]).slice(0, most);
  return {
    kind: 'classifications',
    count: best.length,
    classIds: Int32Array.from(best, ([classId]) => classId),
    scores: Float32Array.from(best, ([, sum]) => sum / runs.length),
  };
}
