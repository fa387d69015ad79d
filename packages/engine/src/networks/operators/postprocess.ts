import { decodeDetr, decodeRetinaFace, decodeRtmDet, decodeSsd } from './detector-operators.js';
import type { PostprocessOperator } from './operator.js';
import { recognition } from './recognition-operator.js';
import {
  addClassificationsToTracker,
  addKeypointsToTracker,
  filterDetections,
  tracker,
} from './tracking-operators.js';
import { ctc, depth, embedding, semanticSegmentation, topK } from './whole-output-operators.js';
import { decodeYolo, decodeYoloObb, decodeYoloPose, decodeYoloSeg } from './yolo-operators.js';

/** A table of operators by name. */
type Operators = Readonly<Record<string, PostprocessOperator>>;

/**
 * The post-processing operators of the network format, with their parameters and defaults as it has them
 * (docs/network-files.md).
 */
export const postprocessOperators: Operators = {
  decodeyolo: decodeYolo,
  decodeyolopose: decodeYoloPose,
  decodeyoloseg: decodeYoloSeg,
  'decode-ssd-mobilenet': decodeSsd,
  'decode-retinaface': decodeRetinaFace,
  decodertmdet: decodeRtmDet,
  topk: topK,
  'semantic-segmentation': semanticSegmentation,
  recognition,
  filterdetections: filterDetections,
  tracker,
  addclassificationstotracker: addClassificationsToTracker,
  addkeypointstotracker: addKeypointsToTracker,
};

/** Operators that only Farsight has: given where the SDK does not look (`extra_kwargs: {Farsight: {postprocess: …}}`). */
export const farsightOperators: Operators = {
  decodeyoloobb: decodeYoloObb,
  'decode-detr': decodeDetr,
  embedding,
  ctc,
  depth,
};
