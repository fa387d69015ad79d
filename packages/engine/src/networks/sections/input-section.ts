import type { ColorFormat, ImageStep, TaskDefinition, TaskInput } from '../../definition.js';
import { findOperator, readParameters } from '../operators/build-operators.js';
import { resolveNames } from '../operators/declared-operators.js';
import type { DeclaredOperators } from '../operators/declared-operators.js';
import type { LocatedMap } from '../yaml/located.js';
import { isGiven } from '../yaml/located.js';
import { optional, readValues } from '../yaml/parameter.js';
import { choice, text } from '../yaml/parameter-types.js';
import type { Site } from '../yaml/site.js';
import type { EarlierTasks } from './earlier-tasks.js';
import { readOperatorList } from './operator-list.js';
import type { OperatorUse } from './operator-list.js';
import { readRegions, regionSchema } from './region-section.js';
import { refuseSlips } from './section.js';

/** Where a task gets its pixels from. */
export interface InputSection {
  readonly input: TaskInput;
  /** Colour order of its pixels. */
  readonly colorFormat: ColorFormat;
  /** Task whose boxes it runs on; undefined: it runs on the whole frame. */
  readonly parent: TaskDefinition | undefined;
  /** `face-align` on each region, which the pre-processing starts with. */
  readonly alignments: readonly OperatorUse[];
}

/** What the reading of `input` depends on. */
export interface InputContext {
  /** Name of the task. */
  readonly task: string;
  readonly earlier: EarlierTasks;
  readonly declared: DeclaredOperators;
  /** Where `input` does not say it. */
  readonly colorFormat: ColorFormat;
}

const schema = {
  type: optional(text, 'image'),
  // `no_tiles` is of later versions of the SDK: the whole frame even where it is run in tiles.
  source: optional(choice('default', 'full', 'roi', 'image_processing', 'no_tiles'), 'default'),
  color_format: optional(choice('RGB', 'BGR', 'GRAY'), undefined),
};

/** The library that reads images makes no difference here. */
const otherKeys = ['imreader_backend', 'image_processing', 'image_processing_on_roi'];

/** Reads `input`: the task's keys replace the template's. */
export function readInputSection(
  template: LocatedMap,
  task: LocatedMap,
  context: InputContext,
  site: Site,
): InputSection {
  const input: LocatedMap = { ...task, entries: new Map([...template.entries, ...task.entries]) };
  refuseSlips(
    input,
    [...Object.keys(schema), ...Object.keys(regionSchema), ...otherKeys],
    'key of input',
    site,
  );
  const values = readValues(schema, input.entries, input, site);
  if (values.type !== 'image') {
    const place = input.entries.get('type')?.keyPlace ?? input.place;
    throw site.invalid(place, `Expected image for type but received ${JSON.stringify(values.type)}.`);
  }
  const colorFormat = values.color_format ?? context.colorFormat;
  const list = (key: string): readonly OperatorUse[] =>
    resolveNames(readOperatorList(input.entries.get(key)?.value, key, site), context.declared, site);
  const processing = imageSteps(list('image_processing'), colorFormat, site);
  if (values.source !== 'roi') {
    refuseRegions(input, site);
    return { input: { processing }, colorFormat, parent: undefined, alignments: [] };
  }
  const { region, parent } = readRegions(input, context.task, context.earlier, site);
  const onRegion = list('image_processing_on_roi');
  const isAlignment = (use: OperatorUse): boolean => use.name === 'face-align';
  const regionSteps = imageSteps(
    onRegion.filter((use) => !isAlignment(use)),
    colorFormat,
    site,
  );
  return {
    input: { processing, region: { ...region, processing: regionSteps } },
    colorFormat,
    parent,
    alignments: onRegion.filter(isAlignment),
  };
}

/** Turns operators on whole pictures into steps, in the order of the file. */
function imageSteps(
  uses: readonly OperatorUse[],
  colorFormat: ColorFormat,
  taskSite: Site,
): readonly ImageStep[] {
  return uses.flatMap((use) => {
    const operator = findOperator('image_processing of the input', use, taskSite);
    const site = taskSite.operator(use.name);
    const values = readParameters(operator.parameters, use, site, false);
    return operator.build(values, { colorFormat, place: use.place, site });
  });
}

/** A task that says where its regions are but not that it runs on them was meant to. */
function refuseRegions(input: LocatedMap, site: Site): void {
  for (const key of ['where', 'image_processing_on_roi']) {
    const entry = input.entries.get(key);
    if (entry !== undefined && isGiven(entry.value)) {
      throw site.invalid(entry.keyPlace, `Expected source: roi to go with ${key}.`);
    }
  }
}
