import { FarsightError } from '@farsight/protocol';
import type { DecodeStep } from '../definition.js';
import type { Decoder, DecoderContext } from './decoder.js';
import { topKDecoder } from './topk.js';
import { yoloDecoder } from './yolo.js';

/** Which decoder serves which post-processing operator: all there are. */
const decoders: {
  readonly [Op in DecodeStep['op']]?: (
    step: Extract<DecodeStep, { op: Op }>,
    context: DecoderContext,
  ) => Decoder;
} = {
  decodeyolo: yoloDecoder,
  topk: topKDecoder,
};

/** The decoder for a task. */
export function makeDecoder(step: DecodeStep, context: DecoderContext): Decoder {
  const make = decoders[step.op] as ((step: DecodeStep, context: DecoderContext) => Decoder) | undefined;
  if (make === undefined)
    throw new FarsightError('UNSUPPORTED', `Decoding by ${step.op} is not supported yet.`);
  return make(step, context);
}
