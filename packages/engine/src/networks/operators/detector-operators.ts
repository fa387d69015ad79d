import { ignored, optional } from '../yaml/parameter.js';
import { names } from '../yaml/parameter-types.js';
import { boxParameters, boxSelection } from './box-parameters.js';
import { decoder } from './operator.js';
import { namesOrFlag } from './names-or-flag.js';

export const decodeSsd = decoder(
  'detections',
  { ...boxParameters({ boxFormat: 'xyxy', normalizedCoord: true }), overwrite_labels: namesOrFlag },
  (values, context) => ({ op: 'decode-ssd-mobilenet', ...boxSelection(values, context) }),
  ({ overwrite_labels: labels }) => labels,
);

export const decodeRetinaFace = decoder(
  'keypoints',
  {
    ...boxParameters({ boxFormat: 'xywh', normalizedCoord: true }),
    labels: optional(names, undefined),
    num_classes: ignored, // There is one: face.
  },
  (values, context) => ({
    op: 'decode-retinaface',
    ...boxSelection(values, context),
    ...context.retinaFace,
  }),
  ({ labels }) => labels,
);

export const decodeRtmDet = decoder(
  'detections',
  boxParameters({ boxFormat: 'xyxy', normalizedCoord: true }),
  (values, context) => ({ op: 'decodertmdet', ...boxSelection(values, context) }),
);

export const decodeDetr = decoder(
  'detections',
  boxParameters({ normalizedCoord: true }),
  (values, context) => ({ op: 'decode-detr', ...boxSelection(values, context) }),
);
