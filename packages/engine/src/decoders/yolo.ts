import type { Detections, RunOptions } from '@farsight/protocol';
import type { DecodeYoloStep, YoloHead } from '../definition.js';
import type { Candidates } from '../kernels/nms.js';
import { suppress } from '../kernels/nms.js';
import type { Geometry } from '../kernels/placement.js';
import { rankByScore } from '../kernels/rank.js';
import { CandidateList } from './candidate-list.js';
import type { Decoder, DecoderContext } from './decoder.js';
import { FloatValues } from './float-values.js';
import { sourceBoxes } from './source-boxes.js';
import { boxAdder } from './yolo-boxes.js';
import { findYoloOutput } from './yolo-head.js';
import type { ReadHead } from './yolo-readers.js';
import { endToEndReader, v5Reader, v8Reader, yoloxReader } from './yolo-readers.js';

/** Boxes from a YOLO head, suppressed unless the network did that itself. */
export function yoloDecoder(step: DecodeYoloStep, context: DecoderContext): Decoder {
  const floats = new FloatValues();
  const list = new CandidateList(step.maxNmsBoxes);
  const readers = readersFor(context);
  const wanted = classSelector(step);
  const add = boxAdder(list, step.boxFormat, step.normalizedCoord, context);
  const addCorners = boxAdder(list, 'xyxy', step.normalizedCoord, context);
  return {
    kind: 'detections',
    decode(outputs, geometry, options) {
      const { output, layout } = findYoloOutput(outputs, step.head, context);
      const { scoreThreshold: threshold = step.confThreshold } = options;
      const selection = { threshold, multiLabel: step.multiLabel, wanted };
      const endToEnd = layout.head === 'end-to-end';
      list.clear();
      readers[layout.head](floats.open(output), layout, selection, endToEnd ? addCorners : add);
      const kept = endToEnd ? best(step, options, list) : survivors(step, options, list);
      return detections(list, kept, geometry);
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

function classSelector({ classFilter, classExclude }: DecodeYoloStep): (classId: number) => boolean {
  const included = new Set(classFilter);
  const excluded = new Set(classExclude);
  if (included.size === 0 && excluded.size === 0) return () => true;
  return (classId) => (included.size === 0 || included.has(classId)) && !excluded.has(classId);
}

function best(step: DecodeYoloStep, options: RunOptions, list: Candidates): Int32Array {
  return rankByScore(list.scores, list.count, options.maxResults ?? step.nmsTopK);
}

function survivors(step: DecodeYoloStep, options: RunOptions, list: Candidates): Int32Array {
  return suppress(list, {
    iouThreshold: options.iouThreshold ?? step.nmsIouThreshold,
    classAgnostic: step.nmsClassAgnostic,
    maxCandidates: step.maxNmsBoxes,
    maxKept: options.maxResults ?? step.nmsTopK,
  });
}

function detections(list: Candidates, kept: Int32Array, geometry: Geometry): Detections {
  return {
    kind: 'detections',
    count: kept.length,
    boxes: sourceBoxes(list.boxes, kept, geometry),
    scores: Float32Array.from(kept, (index) => list.scores[index]!),
    classIds: Int32Array.from(kept, (index) => list.classIds[index]!),
  };
}
