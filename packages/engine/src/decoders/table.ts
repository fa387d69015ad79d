import type { DecodeStep } from '../definition.js';
import { ctcDecoder } from './ctc.js';
import type { Decoder, DecoderContext } from './decoder.js';
import { depthDecoder } from './depth.js';
import { detrDecoder } from './detr.js';
import { embeddingDecoder } from './embedding.js';
import { recognitionDecoder } from './recognition.js';
import { retinaFaceDecoder } from './retinaface.js';
import { rtmDetDecoder } from './rtmdet.js';
import { semanticDecoder } from './semantic.js';
import { ssdDecoder } from './ssd.js';
import { topKDecoder } from './topk.js';
import { yoloDecoder } from './yolo.js';
import { yoloObbDecoder } from './yolo-obb.js';
import { yoloPoseDecoder } from './yolo-pose.js';
import { yoloSegDecoder } from './yolo-seg.js';

/** Which decoder serves which post-processing operator: all there are. */
const decoders: {
  readonly [Op in DecodeStep['op']]: (
    step: Extract<DecodeStep, { op: Op }>,
    context: DecoderContext,
  ) => Decoder;
} = {
  decodeyolo: yoloDecoder,
  decodeyolopose: yoloPoseDecoder,
  decodeyoloseg: yoloSegDecoder,
  decodeyoloobb: yoloObbDecoder,
  'decode-ssd-mobilenet': ssdDecoder,
  'decode-retinaface': retinaFaceDecoder,
  decodertmdet: rtmDetDecoder,
  'decode-detr': detrDecoder,
  topk: topKDecoder,
  'semantic-segmentation': semanticDecoder,
  embedding: embeddingDecoder,
  recognition: recognitionDecoder,
  ctc: ctcDecoder,
  depth: depthDecoder,
};

/** The decoder for a task. */
export function makeDecoder(step: DecodeStep, context: DecoderContext): Decoder {
  const make = decoders[step.op] as (step: DecodeStep, context: DecoderContext) => Decoder;
  return make(step, context);
}
