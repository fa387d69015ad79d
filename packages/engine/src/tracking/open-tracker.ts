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
 * @throws FarsightError INVALID_NETWORK for a parameter that the algorithm does not have, or a value it cannot have
 */
export function openTracker(step: Pick<TrackerStep, 'algorithm' | 'parameters'>): Tracker {
  const parameters = new TrackerParameters(step);
  const tracker = makers[step.algorithm](parameters);
  parameters.done();
  return tracker;
}
