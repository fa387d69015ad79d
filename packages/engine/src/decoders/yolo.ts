import type { DecodeYoloStep, YoloHead } from '../definition.js';
import { BoxChooser } from './box-chooser.js';
import type { Decoder, DecoderContext } from './decoder.js';
import { FloatValues } from './float-values.js';
import { findYoloOutput } from './yolo-head.js';
import type { ReadHead } from './yolo-readers.js';
import { endToEndReader, v5Reader, v8Reader, yoloxReader } from './yolo-readers.js';

/** Boxes from a YOLO head, suppressed unless the network did that itself. */
export function yoloDecoder(step: DecodeYoloStep, context: DecoderContext): Decoder {
  const floats = new FloatValues();
  const boxes = new BoxChooser(step, context);
  const readers = readersFor(context);
  return {
    kind: 'detections',
    decode(outputs, geometry, options) {
      const { output, layout } = findYoloOutput(outputs, step.head, context);
      const endToEnd = layout.head === 'end-to-end';
      const add = endToEnd ? boxes.addCorners : boxes.add;
      readers[layout.head](floats.open(output), layout, boxes.start(options), add);
      const kept = endToEnd ? boxes.best(options) : boxes.survivors(options);
      return { kind: 'detections', ...boxes.chosen(kept, geometry) };
    },
  };
}

function readersFor({ inputWidth, inputHeight }: DecoderContext): Readonly<Record<YoloHead, ReadHead>> {
  return {
    v5: v5Reader(),
    v8: v8Reader(),
    'end-to-end': endToEndReader(),
    yolox: yoloxReader(inputWidth, inputHeight),
  };
}
