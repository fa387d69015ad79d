import type { BoxSelection } from '../../definition.js';
import { optional } from '../yaml/parameter.js';
import type { Parameter } from '../yaml/parameter.js';
import { boolean, choice, decimal, integer, names } from '../yaml/parameter-types.js';
import { classIds } from './class-ids.js';
import type { OperatorContext } from './operator.js';

/** Most boxes that may enter suppression: more than any network gives. */
const maxBoxes = 1_000_000;

/** Where decoders of boxes differ in what counts if a file does not say. */
interface BoxDefaults {
  readonly boxFormat?: BoxSelection['boxFormat'];
  readonly normalizedCoord?: boolean;
  readonly iouThreshold?: number;
  readonly topK?: number;
}

/** The values of the parameters that all decoders of boxes have. */
export interface BoxValues {
  readonly box_format: BoxSelection['boxFormat'];
  readonly normalized_coord: boolean;
  readonly label_filter: readonly string[];
  readonly label_exclude: readonly string[];
  readonly conf_threshold: number;
  readonly max_nms_boxes: number;
  readonly use_multi_label: boolean;
  readonly nms_iou_threshold: number;
  readonly nms_class_agnostic: boolean;
  readonly nms_top_k: number;
}

/** How {@link BoxValues} are read. */
export type BoxParameters = { readonly [K in keyof BoxValues]: Parameter<BoxValues[K]> };

/** See {@link BoxParameters}. */
export function boxParameters({
  boxFormat = 'xywh',
  normalizedCoord = false,
  iouThreshold = 0.45,
  topK = 300,
}: BoxDefaults = {}): BoxParameters {
  return {
    box_format: optional(choice('xyxy', 'xywh', 'ltwh'), boxFormat),
    normalized_coord: optional(boolean, normalizedCoord),
    label_filter: optional(names, []),
    label_exclude: optional(names, []),
    conf_threshold: optional(decimal(0, 1), 0.25),
    max_nms_boxes: optional(integer(1, maxBoxes), 30_000),
    use_multi_label: optional(boolean, false),
    nms_iou_threshold: optional(decimal(0, 1), iouThreshold),
    nms_class_agnostic: optional(boolean, false),
    nms_top_k: optional(integer(1, maxBoxes), topK),
  };
}

/** What the {@link boxParameters} of an operator say. */
export function boxSelection(values: BoxValues, { labels, place, site }: OperatorContext): BoxSelection {
  return {
    boxFormat: values.box_format,
    normalizedCoord: values.normalized_coord,
    classFilter: classIds('label_filter', values.label_filter, labels, place, site),
    classExclude: classIds('label_exclude', values.label_exclude, labels, place, site),
    confThreshold: values.conf_threshold,
    maxNmsBoxes: values.max_nms_boxes,
    multiLabel: values.use_multi_label,
    nmsIouThreshold: values.nms_iou_threshold,
    nmsClassAgnostic: values.nms_class_agnostic,
    nmsTopK: values.nms_top_k,
  };
}
