import type { ColorFormat } from '../../definition.js';
import { isGiven } from '../yaml/located.js';
import type { LocatedMap } from '../yaml/located.js';
import { optional, readValues } from '../yaml/parameter.js';
import { choice, text } from '../yaml/parameter-types.js';
import type { Site } from '../yaml/site.js';
import { refuseSlips } from './section.js';

/** Where a task gets its pixels from. */
export interface InputSection {
  /** Undefined if neither the task nor its template says. */
  readonly colorFormat: ColorFormat | undefined;
}

const schema = {
  type: optional(text, 'image'),
  source: optional(choice('default', 'full', 'roi', 'image_processing'), 'default'),
  color_format: optional(choice('RGB', 'BGR', 'GRAY'), undefined),
};

/** Keys of tasks that work on regions or on processed frames, and the library that reads images, which makes no difference. */
const otherKeys = [
  'imreader_backend',
  'where',
  'which',
  'top_k',
  'expand_margin',
  'classes',
  'label_filter',
  'image_processing',
  'image_processing_on_roi',
];

/** Reads `input`: the task's keys replace the template's. */
export function readInputSection(template: LocatedMap, task: LocatedMap, site: Site): InputSection {
  const input: LocatedMap = { ...task, entries: new Map([...template.entries, ...task.entries]) };
  refuseSlips(input, [...Object.keys(schema), ...otherKeys], 'key of input', site);
  const values = readValues(schema, input.entries, input, site);
  const at = (key: string): LocatedMap['place'] => input.entries.get(key)?.keyPlace ?? input.place;
  if (values.type !== 'image') {
    throw site.invalid(at('type'), `Expected image for type but received ${JSON.stringify(values.type)}.`);
  }
  if (values.source === 'roi') {
    throw site.unsupported(at('source'), 'Running a task on the regions another one found (source: roi) is');
  }
  const processing = input.entries.get('image_processing')?.value;
  const isProcessed = isGiven(processing) && !(processing.kind === 'list' && processing.items.length === 0);
  if (values.source === 'image_processing' || isProcessed) {
    throw site.unsupported(
      at('image_processing'),
      'Processing the whole frame before a task (image_processing) is',
    );
  }
  return { colorFormat: values.color_format };
}
