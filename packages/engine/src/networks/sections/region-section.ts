import type { RegionInput, TaskDefinition } from '../../definition.js';
import { classIds } from '../operators/class-ids.js';
import type { LocatedMap, Place } from '../yaml/located.js';
import { optional, readValues } from '../yaml/parameter.js';
import { choice, decimal, integer, names, text } from '../yaml/parameter-types.js';
import type { Site } from '../yaml/site.js';
import type { EarlierTasks } from './earlier-tasks.js';

const most = 1_000_000;

/** The keys of `input` that tasks on regions have. */
export const regionSchema = {
  where: text,
  which: optional(choice('none', 'area', 'score', 'center'), 'none'),
  /** 0: all, as in the SDK. */
  top_k: optional(integer(0, most), 0),
  expand_margin: optional(decimal(0, 100), 0),
  classes: optional(names, []),
  label_filter: optional(names, []),
  // Of later versions of the SDK.
  min_width: optional(decimal(0, most), 0),
  min_height: optional(decimal(0, most), 0),
  margin: optional(decimal(0, 100), 0),
};

/** Which boxes of which task. */
export interface Regions {
  readonly region: Omit<RegionInput, 'processing'>;
  /** The task whose boxes they are. */
  readonly parent: TaskDefinition;
}

/** Reads what `input` says about the regions a task runs on. */
export function readRegions(input: LocatedMap, own: string, earlier: EarlierTasks, site: Site): Regions {
  const values = readValues(regionSchema, input.entries, input, site);
  const at = (key: string): Place => input.entries.get(key)?.value.place ?? input.place;
  const parent = earlier.withBoxes(values.where, 'where', own, at('where'), site);
  for (const key of ['min_width', 'min_height', 'margin'] as const) {
    if (values[key] > 0) throw site.unsupported(at(key), `${key} of the input is`);
  }
  const filter = (key: 'classes' | 'label_filter'): readonly number[] =>
    classIds(key, values[key], parent.labels, at(key), site);
  return {
    parent,
    region: {
      where: parent.name,
      which: values.which,
      ...(values.top_k > 0 && { topK: values.top_k }),
      margin: values.expand_margin,
      classFilter: [...new Set([...filter('classes'), ...filter('label_filter')])],
    },
  };
}
