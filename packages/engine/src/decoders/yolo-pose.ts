import type { Tensor } from '../backends/runtime.js';
import type { DecodeYoloPoseStep } from '../definition.js';
import type { Geometry } from '../kernels/placement.js';
import { sigmoid } from './activation.js';
import type { Decoder, DecoderContext } from './decoder.js';
import { clippedX, clippedY } from './source-boxes.js';
import type { ReadBoxes } from './yolo-boxes.js';
import { YoloBoxes, readExtras } from './yolo-boxes.js';
import { boxOutput, invalidHead, isChosen } from './yolo-head.js';

/**
 * Boxes with keypoints from a YOLO head: `[1,4+C+3K,N]` or its transpose (v8, 11), or `[1,N,6+3K]` (end to end); C is 1 where
 * the network's file gives none. Points lie in pixels of the input, or in 0..1, as the boxes do. Where the step says K, points
 * may have 2 values instead of 3: no scores, which become 1. Exporters put scores through the sigmoid; what is beyond 0..1 has
 * not been, and is here. Error: INVALID_NETWORK if there is no such output.
 */
export function yoloPoseDecoder(step: DecodeYoloPoseStep, context: DecoderContext): Decoder {
  const known = { ...context, numClasses: context.numClasses || 1 };
  const boxes = new YoloBoxes(step, known);
  const unitX = step.normalizedCoord ? context.inputWidth : 1;
  const unitY = step.normalizedCoord ? context.inputHeight : 1;
  const pointsOf = (read: ReadBoxes, kept: Int32Array, perBox: number, geometry: Geometry): Float32Array => {
    const { rows } = boxes.chooser.candidates;
    const values = new Float32Array(read.layout.extras);
    const keypoints = new Float32Array(3 * perBox * kept.length);
    kept.forEach((index, i) => {
      readExtras(read, rows[index]!, values);
      const of = keypoints.subarray(3 * perBox * i, 3 * perBox * (i + 1));
      sourcePoints(values, of, values.length / perBox, { ...geometry, unitX, unitY });
    });
    return keypoints;
  };
  return {
    kind: 'keypoints',
    decode(outputs, geometry, options) {
      const extras = extrasOf(boxOutput(outputs, step.op), step, known);
      const keypointsPerBox = step.keypoints || extras / 3;
      const read = boxes.read(outputs, { op: step.op, head: 'auto', extras }, options);
      const kept = boxes.choose(read, options);
      return {
        kind: 'keypoints',
        ...boxes.chooser.chosen(kept, geometry),
        keypointsPerBox,
        keypoints: pointsOf(read, kept, keypointsPerBox, geometry),
      };
    },
  };
}

/** Values of a box after its scores: as many as are left of the shorter side. */
function extrasOf({ dims }: Tensor, { keypoints }: DecodeYoloPoseStep, context: DecoderContext): number {
  const [, rows = 0, columns = 0] = dims;
  const others = rows >= columns && isChosen(rows, context) ? 6 : 4 + context.numClasses;
  const extras = Math.min(rows, columns) - others;
  const fits = keypoints > 0 ? extras === 3 * keypoints || extras === 2 * keypoints : extras % 3 === 0;
  if (extras > 0 && fits) return extras;
  const points = keypoints > 0 ? `${keypoints} keypoints` : 'keypoints of 3 values';
  throw invalidHead(
    `Expected a box, ${context.numClasses} class scores and ${points} for decodeyolopose but received ${rows}x${columns}.`,
  );
}

/** x, y, score of each point; one that is not a number is at 0, 0 with score 0. */
function sourcePoints(
  values: Float32Array,
  target: Float32Array,
  valuesPerPoint: number,
  { unitX, unitY, ...geometry }: Geometry & { readonly unitX: number; readonly unitY: number },
): void {
  for (let from = 0, to = 0; to < target.length; from += valuesPerPoint, to += 3) {
    const x = values[from]! * unitX;
    const y = values[from + 1]! * unitY;
    if (!Number.isFinite(x + y)) continue;
    target[to] = clippedX(x, geometry);
    target[to + 1] = clippedY(y, geometry);
    target[to + 2] = valuesPerPoint === 3 ? scoreOf(values[from + 2]!) : 1;
  }
}

function scoreOf(value: number): number {
  if (Number.isNaN(value)) return 0;
  return value >= 0 && value <= 1 ? value : sigmoid.apply(value);
}
