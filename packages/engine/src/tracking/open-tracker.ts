import type { TrackerStep } from '../definition.js';
import { ByteTrack, byteTrackOptions } from './bytetrack.js';
import { OcSort, ocSortOptions } from './oc-sort.js';
import { TrackerParameters } from './parameters.js';
import { ScalarMot, scalarMotOptions } from './scalarmot.js';
import { Sort, sortOptions } from './sort.js';
import type { Tracker } from './tracker.js';

const makers: Readonly<Record<TrackerStep['algorithm'], (parameters: TrackerParameters) => Tracker>> = {
  sort: (parameters) => new Sort(sortOptions(parameters)),
  'oc-sort': (parameters) => new OcSort(ocSortOptions(parameters)),
  bytetrack: (parameters) => new ByteTrack(byteTrackOptions(parameters)),
  scalarmot: (parameters) => new ScalarMot(scalarMotOptions(parameters)),
};

/**
 * A tracker for one stream.
 *
 * @throws FarsightError INVALID_NETWORK for a parameter of another type than it must have
 */
export function openTracker(step: Pick<TrackerStep, 'algorithm' | 'parameters'>): Tracker {
  return makers[step.algorithm](new TrackerParameters(step));
}
