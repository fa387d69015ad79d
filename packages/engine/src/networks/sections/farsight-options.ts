import { optional, readValues, refuseUnknown, required } from '../yaml/parameter.js';
import type { Parameter, Values } from '../yaml/parameter.js';
import { boolean, choice, integer, text } from '../yaml/parameter-types.js';
import type { LocatedMap } from '../yaml/located.js';
import type { Site } from '../yaml/site.js';
import { readOperatorList } from './operator-list.js';
import type { OperatorUse } from './operator-list.js';

const word = choice('auto', 'true', 'false');
const softmax: Parameter<boolean | 'auto'> = required((value, name, site) => {
  const read = word.read(value, name, site);
  return read === 'auto' ? read : read === 'true';
});

const operators: Parameter<readonly OperatorUse[]> = {
  isOptional: true,
  read: (value, name, site) => readOperatorList(value, name, site),
};

/**
 * What only Farsight understands: `extra_kwargs: {Farsight: {...}}` of a model, which the other SDK carries along
 * unread (docs/network-files.md).
 */
export const farsightSchema = {
  /** SPDX identifier of the weights' licence. */
  licence: optional(text, ''),
  weight_sha256: optional(text, undefined),
  /** `center` as Ultralytics; `top-left`, with padding at the right and bottom only, as YOLOX. */
  letterbox_placement: optional(choice('center', 'top-left'), 'center'),
  /** `half-even` as Ultralytics (Python's round); `truncate` as YOLOX (Python's int). */
  letterbox_rounding: optional(choice('half-even', 'truncate'), 'half-even'),
  /** Whether `resize` widens its kernel when shrinking, as Pillow does. */
  resize_antialias: optional(boolean, undefined),
  yolo_head: optional(choice('v5', 'v8', 'end-to-end', 'yolox', 'raw', 'auto'), 'auto'),
  /** Overrides the parameter of `topk`. */
  softmax: optional(softmax, undefined),
  /** `frame`: the weights take frames of any size as they are, and nothing may resize them. */
  input_size: optional(choice('fixed', 'frame'), 'fixed'),
  /** Points of each box that `decodeyolopose` finds; 0: told from the output. */
  keypoints: optional(integer(0, 1000), 0),
  /** Operators that only Farsight has, after those of the task. */
  postprocess: operators,
};

/** See {@link readFarsightOptions}. */
export type FarsightOptions = Values<typeof farsightSchema>;

/** Reads the `Farsight` block; an absent one gives all defaults. */
export function readFarsightOptions(block: LocatedMap, site: Site): FarsightOptions {
  refuseUnknown(farsightSchema, block.entries, 'key of Farsight', site);
  return readValues(farsightSchema, block.entries, block, site);
}
