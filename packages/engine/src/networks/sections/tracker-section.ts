import type { FilterDetectionsStep, TaskDefinition } from '../../definition.js';
import { resolveNames } from '../operators/declared-operators.js';
import { trackerSchema, trackerStep } from '../operators/tracking-operators.js';
import { isGiven } from '../yaml/located.js';
import type { LocatedMap } from '../yaml/located.js';
import { optional, readValues, refuseUnknown } from '../yaml/parameter.js';
import { decimal, text } from '../yaml/parameter-types.js';
import { Site } from '../yaml/site.js';
import type { EarlierTasks } from './earlier-tasks.js';
import { readOperatorList } from './operator-list.js';
import type { OperatorUse } from './operator-list.js';
import { finishedKind } from './postprocess-section.js';

const schema = {
  ...trackerSchema,
  bbox_task_name: text,
  min_width: optional(decimal(0, 1_000_000), 0),
  min_height: optional(decimal(0, 1_000_000), 0),
};

/** What a tracker of the SDK can do besides, and Farsight's does not. */
const unsupported = [
  'embeddings_task_name',
  'filter_callbacks',
  'determine_object_attribute_callbacks',
  'label_filter',
];

/** Whether a task is none of a network: later versions of the SDK write trackers as tasks of their own. */
export function isTrackerSection(section: LocatedMap): boolean {
  return isGiven(section.entries.get('cv_process')?.value);
}

/** Reads a task that is a tracker, and puts it behind the task whose boxes it follows. */
export function readTrackerSection(name: string, section: LocatedMap, earlier: EarlierTasks): void {
  const site = new Site(name);
  const value = section.entries.get('cv_process')?.value;
  const [use, ...rest] = resolveNames(readOperatorList(value, 'cv_process', site), new Map(), site);
  if (use?.name !== 'tracker' || rest.length > 0) {
    throw site.invalid(value?.place ?? section.place, 'Expected one operator under cv_process: tracker.');
  }
  earlier.follow(name, followed(name, use, earlier, site.operator(use.name)));
}

function followed(name: string, use: OperatorUse, earlier: EarlierTasks, site: Site): TaskDefinition {
  const values = readTrackerValues(use, site);
  const place = use.parameters.get('bbox_task_name')?.value.place ?? use.place;
  const task = earlier.withBoxes(values.bbox_task_name, 'bbox_task_name', name, place, site);
  if (task.finish.some(({ op }) => op === 'tracker')) {
    throw site.invalid(place, `Expected one tracker for ${task.name} but it has one already.`);
  }
  const { min_width: minWidth, min_height: minHeight } = values;
  const filter: FilterDetectionsStep = { op: 'filterdetections', minWidth, minHeight };
  const finish = [trackerStep(values, site), ...task.finish];
  const refine = minWidth > 0 || minHeight > 0 ? [...task.refine, filter] : task.refine;
  return { ...task, refine, finish, resultKind: finishedKind(task.resultKind, finish) };
}

function readTrackerValues({ parameters, place }: OperatorUse, site: Site) {
  for (const [key, { keyPlace, value }] of parameters) {
    const isEmpty = !isGiven(value) || (value.kind === 'list' && value.items.length === 0);
    if (unsupported.includes(key) && !isEmpty) throw site.unsupported(keyPlace, `${key} of a tracker is`);
  }
  const entries = new Map([...parameters].filter(([key]) => !unsupported.includes(key)));
  refuseUnknown(schema, entries, 'parameter', site);
  return readValues(schema, entries, { kind: 'map', place, entries }, site);
}
