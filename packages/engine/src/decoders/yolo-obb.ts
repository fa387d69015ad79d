import type { DecodeYoloObbStep } from '../definition.js';
import type { Geometry } from '../kernels/placement.js';
import { suppressRotated } from '../kernels/rotated-nms.js';
import type { Decoder, DecoderContext } from './decoder.js';
import type { ReadBoxes } from './yolo-boxes.js';
import { YoloBoxes, isEndToEnd, readExtras } from './yolo-boxes.js';
import { invalidHead } from './yolo-head.js';

/**
 * Turned boxes from a YOLO head: `[1,4+C+1,N]` or its transpose (v8, 11), or `[1,N,7]` (end to end): centre, size, scores,
 * angle in radians. Not clipped to the frame. Angles become 0 to below a quarter turn, sides changing places where needed
 * (Ultralytics' regularize_rboxes). Error: INVALID_NETWORK if there is no such output, or frames are stretched: turned
 * boxes would not be rectangles any more.
 */
export function yoloObbDecoder(step: DecodeYoloObbStep, context: DecoderContext): Decoder {
  // Centre and size are kept as they are: corners say nothing of turned boxes.
  const boxes = new YoloBoxes({ ...step, boxFormat: 'xyxy' }, context);
  let angles = new Float32Array(0);
  const readAngles = (read: ReadBoxes): Float32Array => {
    const { rows, count } = boxes.chooser.candidates;
    const angle = new Float32Array(1);
    if (angles.length < count) angles = new Float32Array(rows.length);
    for (let i = 0; i < count; i++) {
      readExtras(read, rows[i]!, angle);
      angles[i] = Number.isFinite(angle[0]) ? angle[0]! : 0;
    }
    return angles;
  };
  return {
    kind: 'oriented-boxes',
    decode(outputs, geometry, options) {
      checkScales(geometry);
      const { chooser } = boxes;
      const read = boxes.read(outputs, { op: step.op, head: 'auto', extras: 1 }, options);
      const { boxes: values, scores, classIds, count } = chooser.candidates;
      const turned = { boxes: values, scores, classIds, count, angles: readAngles(read) };
      const kept = isEndToEnd(read.layout)
        ? chooser.best(options)
        : suppressRotated(turned, chooser.suppression(options));
      return {
        kind: 'oriented-boxes',
        count: kept.length,
        boxes: sourceTurnedBoxes(values, turned.angles, kept, geometry),
        scores: Float32Array.from(kept, (index) => scores[index]!),
        classIds: Int32Array.from(kept, (index) => classIds[index]!),
      };
    },
  };
}

/** Sizes that were rounded to whole pixels may differ by this fraction. */
const mostStretch = 0.02;

function checkScales({ scaleX, scaleY }: Geometry): void {
  if (Math.abs(scaleX / scaleY - 1) <= mostStretch) return;
  throw invalidHead(
    'Expected pre-processing that keeps the aspect ratio for decodeyoloobb but frames are stretched. Use letterbox.',
  );
}

function sourceTurnedBoxes(
  boxes: Float32Array,
  angles: Float32Array,
  kept: Int32Array,
  { scaleX, scaleY, offsetX, offsetY }: Geometry,
): Float32Array {
  const result = new Float32Array(5 * kept.length);
  const scale = Math.sqrt(scaleX * scaleY);
  kept.forEach((index, i) => {
    const [x = 0, y = 0, width = 0, height = 0] = boxes.subarray(4 * index, 4 * index + 4);
    const [turned, isSwapped] = quarterTurn(angles[index]!);
    const centre = [(x - offsetX) / scaleX, (y - offsetY) / scaleY];
    const sides = isSwapped ? [height / scale, width / scale] : [width / scale, height / scale];
    result.set([...centre, ...sides, turned], 5 * i);
  });
  return result;
}

/** The angle within a quarter turn, and whether width and height change places for it. */
function quarterTurn(angle: number): [angle: number, isSwapped: boolean] {
  const rest = angle % Math.PI;
  const half = rest < 0 ? rest + Math.PI : rest;
  const isSwapped = half >= Math.PI / 2;
  return [isSwapped ? half - Math.PI / 2 : half, isSwapped];
}
