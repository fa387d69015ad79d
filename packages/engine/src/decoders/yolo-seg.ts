import { FarsightError } from '@farsight/protocol';
import type { Tensor } from '../backends/runtime.js';
import type { DecodeYoloSegStep } from '../definition.js';
import type { Prototypes } from '../kernels/masks/mask-cells.js';
import { MaskComposer } from '../kernels/masks/mask-composer.js';
import type { Decoder, DecoderContext } from './decoder.js';
import { FloatValues } from './float-values.js';
import type { ReadBoxes } from './yolo-boxes.js';
import { YoloBoxes, readExtras } from './yolo-boxes.js';
import { invalidHead, shapes } from './yolo-head.js';

/**
 * Boxes with masks from a YOLO head: `[1,4+C+M,N]` (v8, 11), `[1,N,5+C+M]` (v5) or `[1,N,6+M]` (end to end), M coefficients
 * each, and M prototypes `[1,M,h,w]`. Error: INVALID_NETWORK if either output is missing or they do not fit.
 */
export function yoloSegDecoder(step: DecodeYoloSegStep, context: DecoderContext): Decoder {
  checkInput(context);
  const boxes = new YoloBoxes(step, context);
  const floats = new FloatValues();
  const composer = new MaskComposer(context.inputWidth, context.inputHeight);
  const composeAll = (read: ReadBoxes, kept: Int32Array): Uint32Array[] => {
    const coefficients = new Float32Array(read.layout.extras);
    const { boxes: corners, rows } = boxes.chooser.candidates;
    return Array.from(kept, (index) => {
      readExtras(read, rows[index]!, coefficients);
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = corners.subarray(4 * index, 4 * index + 4);
      return composer.compose(coefficients, x1, y1, x2, y2);
    });
  };
  return {
    kind: 'segments',
    decode(outputs, geometry, options) {
      const prototypes = prototypeOutput(outputs);
      const wanted = { op: step.op, head: 'auto', extras: prototypes.dims[1]! } as const;
      const read = boxes.read(outputs, wanted, options);
      const kept = boxes.choose(read, options);
      if (kept.length > 0) composer.start(openPrototypes(prototypes, floats), geometry);
      return {
        kind: 'segments',
        ...boxes.chooser.chosen(kept, geometry),
        width: geometry.sourceWidth,
        height: geometry.sourceHeight,
        masks: composeAll(read, kept),
      };
    },
  };
}

function checkInput({ inputWidth }: DecoderContext): void {
  if (inputWidth > 0) return;
  throw new FarsightError(
    'INVALID_NETWORK',
    'Expected an input of fixed size for decodeyoloseg but the network takes frames as large as they come. Set input_tensor_shape.',
  );
}

function prototypeOutput(outputs: readonly Tensor[]): Tensor {
  const output = outputs.find(({ dims }) => dims.length === 4 && dims.every((size) => size > 0));
  if (output !== undefined) return output;
  throw invalidHead(
    `Expected prototypes of 1 x coefficients x height x width for decodeyoloseg but the network gives ${shapes(outputs)}.`,
  );
}

function openPrototypes(tensor: Tensor, floats: FloatValues): Prototypes {
  const [, channels = 0, height = 0, width = 0] = tensor.dims;
  const values = floats.open(tensor).read(0, channels * height * width);
  return { values, channels, width, height };
}
