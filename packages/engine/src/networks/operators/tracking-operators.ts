import type { TrackerStep } from '../../definition.js';
import { optional } from '../yaml/parameter.js';
import type { Values } from '../yaml/parameter.js';
import { choice, decimal, integer, text } from '../yaml/parameter-types.js';
import type { Site } from '../yaml/site.js';
import { finisher, refiner } from './operator.js';
import { readTrackerParameters, trackerParametersMap } from './tracker-parameters.js';

/** Sides of frames and counts of them stay far below. */
const most = 1_000_000;

export const filterDetections = refiner(
  { min_width: optional(decimal(0, most), 0), min_height: optional(decimal(0, most), 0) },
  ({ min_width: minWidth, min_height: minHeight }) => ({ op: 'filterdetections', minWidth, minHeight }),
);

/** What `tracker` has in both its forms: as an operator after the network, and as a task of its own. */
export const trackerSchema = {
  algorithm: optional(choice('oc-sort', 'bytetrack', 'sort', 'scalarmot'), 'oc-sort'),
  history_length: optional(integer(0, most), 30),
  num_subtask_runs: optional(integer(0, most), 10),
  algo_params: trackerParametersMap,
};

/** See {@link trackerSchema}. */
export function trackerStep(values: Values<typeof trackerSchema>, site: Site): TrackerStep {
  return {
    op: 'tracker',
    algorithm: values.algorithm,
    historyLength: values.history_length,
    subtaskRuns: values.num_subtask_runs,
    parameters: readTrackerParameters(values.algorithm, values.algo_params, site),
  };
}

export const tracker = finisher(trackerSchema, (values, { site }) => trackerStep(values, site));

export const addClassificationsToTracker = finisher({ where: text }, ({ where }) => ({
  op: 'addclassificationstotracker',
  where,
}));

export const addKeypointsToTracker = finisher({ where: text }, ({ where }) => ({
  op: 'addkeypointstotracker',
  where,
}));
