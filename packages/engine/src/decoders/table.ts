import { FarsightError } from '@farsight/protocol';
import type { PostprocessStep } from '../definition.js';
import type { Decoder, DecoderContext } from './decoder.js';
import { topKDecoder } from './topk.js';
import { yoloDecoder } from './yolo.js';

/** Which decoder serves which post-processing operator: all there are. */
const decoders: {
  readonly [Op in PostprocessStep['op']]: (
    step: Extract<PostprocessStep, { op: Op }>,
    context: DecoderContext,
  ) => Decoder;
} = {
  decodeyolo: yoloDecoder,
  topk: topKDecoder,
};

/** The decoder for a task's post-processing. Error: INVALID_NETWORK unless that is exactly one step. */
export function makeDecoder(steps: readonly PostprocessStep[], context: DecoderContext): Decoder {
  const [step, ...others] = steps;
  if (step === undefined || others.length > 0) {
    const found = steps.map(({ op }) => op).join(', ') || 'none';
    throw new FarsightError(
      'INVALID_NETWORK',
      `Expected one of ${Object.keys(decoders).join(', ')} for postprocess but received ${found}.`,
    );
  }
  const make = decoders[step.op] as (step: PostprocessStep, context: DecoderContext) => Decoder;
  return make(step, context);
}
