import type { DecodeYoloStep } from '../definition.js';
import type { Decoder, DecoderContext } from './decoder.js';
import { YoloBoxes } from './yolo-boxes.js';
import { isRaw, rawReader } from './yolo-raw.js';

/** Boxes from a YOLO head, suppressed unless the network did that itself. */
export function yoloDecoder(step: DecodeYoloStep, context: DecoderContext): Decoder {
  const boxes = new YoloBoxes(step, context);
  const { chooser } = boxes;
  const readRaw = rawReader(step, context);
  const head = step.head === 'raw' ? 'auto' : step.head;
  return {
    kind: 'detections',
    decode(outputs, geometry, options) {
      if (isRaw(step.head, outputs)) {
        readRaw(outputs, chooser.start(options), chooser.candidates);
        return { kind: 'detections', ...chooser.chosen(chooser.survivors(options), geometry) };
      }
      const read = boxes.read(outputs, { op: step.op, head, extras: 0 }, options);
      return { kind: 'detections', ...chooser.chosen(boxes.choose(read, options), geometry) };
    },
  };
}
