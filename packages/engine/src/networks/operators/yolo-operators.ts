import { ignored } from '../yaml/parameter.js';
import { boxParameters, boxSelection } from './box-parameters.js';
import { decoder } from './operator.js';

const poseDefaults = { iouThreshold: 0.65 };
const segDefaults = { iouThreshold: 0.7, topK: 30 };

export const decodeYolo = decoder('detections', boxParameters(), (values, context) => ({
  op: 'decodeyolo',
  head: context.farsight.yolo_head,
  ...boxSelection(values, context),
  ...context.yolo,
}));

export const decodeYoloPose = decoder('keypoints', boxParameters(poseDefaults), (values, context) => ({
  op: 'decodeyolopose',
  keypoints: context.farsight.keypoints,
  ...boxSelection(values, context),
}));

export const decodeYoloSeg = decoder(
  'segments',
  // Masks are in pixels of the source frame in any case: there is no padding left to take off.
  { ...boxParameters(segDefaults), unpad: ignored },
  (values, context) => ({ op: 'decodeyoloseg', ...boxSelection(values, context) }),
);

export const decodeYoloObb = decoder('oriented-boxes', boxParameters(), (values, context) => ({
  op: 'decodeyoloobb',
  ...boxSelection(values, context),
}));
