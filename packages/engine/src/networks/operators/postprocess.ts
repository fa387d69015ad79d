import { optional } from '../yaml/parameter.js';
import { boolean, choice, decimal, integer, names } from '../yaml/parameter-types.js';
import { suggest } from '../yaml/suggest.js';
import { postprocess } from './operator.js';
import type { OperatorContext, PostprocessOperator } from './operator.js';

/** Most boxes that may enter suppression: more than any network gives. */
const maxBoxes = 1_000_000;

/**
 * The post-processing operators, with their parameters and defaults as the network format has them
 * (docs/network-files.md).
 */
export const postprocessOperators: Readonly<Record<string, PostprocessOperator>> = {
  decodeyolo: postprocess(
    'detections',
    {
      box_format: optional(choice('xyxy', 'xywh', 'ltwh'), 'xywh'),
      normalized_coord: optional(boolean, false),
      label_filter: optional(names, []),
      label_exclude: optional(names, []),
      conf_threshold: optional(decimal(0, 1), 0.25),
      max_nms_boxes: optional(integer(1, maxBoxes), 30_000),
      use_multi_label: optional(boolean, false),
      nms_iou_threshold: optional(decimal(0, 1), 0.45),
      nms_class_agnostic: optional(boolean, false),
      nms_top_k: optional(integer(1, maxBoxes), 300),
    },
    (values, context) => ({
      op: 'decodeyolo',
      head: context.farsight.yolo_head,
      boxFormat: values.box_format,
      normalizedCoord: values.normalized_coord,
      classFilter: classIds('label_filter', values.label_filter, context),
      classExclude: classIds('label_exclude', values.label_exclude, context),
      confThreshold: values.conf_threshold,
      maxNmsBoxes: values.max_nms_boxes,
      multiLabel: values.use_multi_label,
      nmsIouThreshold: values.nms_iou_threshold,
      nmsClassAgnostic: values.nms_class_agnostic,
      nmsTopK: values.nms_top_k,
    }),
  ),

  topk: postprocess(
    'classifications',
    {
      k: optional(integer(1, 100_000), 1),
      largest: optional(boolean, true),
      sorted: optional(boolean, false),
      // The format's default is false. Where a file does not say, scores that are no probabilities become some.
      softmax: optional(boolean, 'auto'),
    },
    ({ k, largest, sorted, softmax }, { farsight }) => ({
      op: 'topk',
      k,
      largest,
      sorted,
      softmax: farsight.softmax ?? softmax,
    }),
  ),
};

/** Class ids of label names; a number that is no label's name is an id itself. */
function classIds(parameter: string, labels: readonly string[], context: OperatorContext): readonly number[] {
  return labels.map((label) => {
    const id = context.labels.indexOf(label);
    if (id >= 0) return id;
    if (/^\d{1,6}$/.test(label)) return Number(label);
    const known = context.labels.length <= 100 ? suggest(label, context.labels) : '';
    throw context.site.invalid(
      context.place,
      `Expected names of classes for ${parameter} but received ${JSON.stringify(label)}${known}.`,
    );
  });
}
