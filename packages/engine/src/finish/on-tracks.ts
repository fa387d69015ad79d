import type { TaskResult } from '@farsight/protocol';
import { isList, takeRows } from '../runner/result-columns.js';
import type { TrackedFrame } from './task-tracker.js';

/**
 * What was found in the boxes of a task that is followed, as found on its tracks: parents are rows of tracks then, and
 * entries come in their order. What was found in boxes that belong to no track is left out. Other results stay.
 */
export function onTracks(result: TaskResult, tracked: ReadonlyMap<string, TrackedFrame>): TaskResult {
  if (!isList(result) || result.regions === undefined) return result;
  const { of, parents } = result.regions;
  const frame = tracked.get(of);
  if (frame === undefined) return result;
  const rows = Array.from(parents, (box) => frame.rowOf[box] ?? -1);
  const rowOf = (entry: number): number => rows[entry] ?? -1;
  const kept = [...rows.keys()]
    .filter((entry) => rowOf(entry) >= 0)
    .sort((a, b) => rowOf(a) - rowOf(b) || a - b);
  return { ...takeRows(result, kept), regions: { of, parents: Int32Array.from(kept, rowOf) } };
}

/** Entries of a result on tracks, by the id of the track. */
export function entriesByTrack(
  parents: Int32Array,
  { trackIds }: TrackedFrame,
): ReadonlyMap<number, number[]> {
  const entries = new Map<number, number[]>();
  parents.forEach((row, entry) => {
    const id = trackIds[row];
    if (id === undefined) return;
    const all = entries.get(id);
    if (all === undefined) entries.set(id, [entry]);
    else all.push(entry);
  });
  return entries;
}
