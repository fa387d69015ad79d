import type { ColorFormat, ModelDefinition } from '../../definition.js';
import type { RetinaFacePriors, YoloCells } from '../operators/operator.js';
import { maxSide } from '../operators/preprocess.js';
import type { Located, LocatedMap } from '../yaml/located.js';
import { optional, readValues, required } from '../yaml/parameter.js';
import type { Parameter } from '../yaml/parameter.js';
import { choice, expectList, integer, names, text } from '../yaml/parameter-types.js';
import type { Site } from '../yaml/site.js';
import { readRetinaFacePriors, readYoloCells } from './extra-kwargs-section.js';
import { readFarsightOptions } from './farsight-options.js';
import type { FarsightOptions } from './farsight-options.js';
import { mapAt, refuseSlips } from './section.js';
import { resolveWeights } from './weights-section.js';
import type { WeightRoots } from './weights-section.js';

/** A model of a network file, read. */
export interface ModelSection {
  readonly definition: ModelDefinition;
  /** Colour order the model is said to want; undefined if not stated. */
  readonly colorFormat: ColorFormat | undefined;
  /** Name of its dataset; undefined if it has none. */
  readonly dataset: string | undefined;
  readonly farsight: FarsightOptions;
  readonly yolo: YoloCells;
  readonly retinaFace: RetinaFacePriors;
  /** What it is for, as letters alone: `objectdetection`; empty if not stated. */
  readonly category: string;
  /** All its keys and those of its `extra_kwargs`, which templates may ask for. */
  readonly variables: ReadonlyMap<string, Located>;
}

interface InputShape {
  readonly sizes: readonly [number, number, number, number];
  readonly where: Located;
}

const inputShape: Parameter<InputShape> = required((value, name, site) => {
  const { items } = expectList(value, name, site);
  const sizes = items.map((item) => integer(1, maxSide).read(item, `every size of ${name}`, site));
  const [first, second, third, fourth, ...rest] = sizes;
  if (
    first === undefined ||
    second === undefined ||
    third === undefined ||
    fourth === undefined ||
    rest.length > 0
  ) {
    throw site.expected('4 sizes, such as [1, 3, 640, 640],', name, value);
  }
  return { sizes: [first, second, third, fourth], where: value };
});

const schema = {
  class: text,
  weight_path: optional(text, undefined),
  weight_url: optional(text, undefined),
  weight_md5: optional(text, undefined),
  weight_sha256: optional(text, undefined),
  input_tensor_layout: optional(choice('NCHW', 'NHWC'), 'NCHW'),
  input_tensor_shape: inputShape,
  input_color_format: optional(choice('RGB', 'BGR', 'GRAY'), undefined),
  num_classes: optional(integer(0, 1_000_000), 0),
  dataset: optional(text, undefined),
  label_filter: optional(names, []),
  task_category: optional(text, ''),
};

/** Keys that are known and make no difference here; named so that slips of the hand are told from them. */
const otherKeys = ['extra_kwargs', 'model_type', 'version', 'description', 'class_path', 'precision'];

/** Reads one entry of `models`. */
export function readModelSection(
  name: string,
  section: LocatedMap,
  roots: WeightRoots,
  site: Site,
): ModelSection {
  refuseSlips(section, [...Object.keys(schema), ...otherKeys], 'key of a model', site);
  const values = readValues(schema, section.entries, section, site);
  const extra = mapAt(section, 'extra_kwargs', site);
  const farsight = readFarsightOptions(mapAt(extra, 'Farsight', site), site);
  const weights = { ...values, weight_sha256: farsight.weight_sha256 ?? values.weight_sha256 };
  return {
    definition: {
      name,
      weights: resolveWeights(weights, section, roots, site),
      inputLayout: values.input_tensor_layout,
      ...readSize(values.input_tensor_layout, values.input_tensor_shape, site),
      ...(farsight.input_size === 'frame' && { inputWidth: 0, inputHeight: 0 }),
      numClasses: values.num_classes,
    },
    colorFormat: values.input_color_format,
    dataset: values.dataset,
    farsight,
    yolo: readYoloCells(extra, site),
    retinaFace: readRetinaFacePriors(extra, site),
    category: values.task_category.replace(/[^a-z]/gi, '').toLowerCase(),
    variables: new Map([...section.entries, ...extra.entries].map(([key, { value }]) => [key, value])),
  };
}

function readSize(
  layout: 'NCHW' | 'NHWC',
  { sizes, where }: InputShape,
  site: Site,
): Pick<ModelDefinition, 'inputWidth' | 'inputHeight' | 'inputChannels'> {
  const [, second, third, fourth] = sizes;
  const [inputChannels, inputHeight, inputWidth] =
    layout === 'NCHW' ? [second, third, fourth] : [fourth, second, third];
  if (inputChannels !== 1 && inputChannels !== 3) {
    throw site.invalid(
      where.place,
      `Expected 1 or 3 channels for input_tensor_shape in the layout ${layout} but received ${inputChannels}.`,
    );
  }
  return { inputWidth, inputHeight, inputChannels };
}
