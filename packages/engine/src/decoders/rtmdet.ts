import type { Tensor } from '../backends/runtime.js';
import type { DecodeRtmDetStep } from '../definition.js';
import type { Selection } from './box-chooser.js';
import { BoxChooser } from './box-chooser.js';
import type { Decoder, DecoderContext } from './decoder.js';
import type { FloatReader } from './float-values.js';
import { FloatValues } from './float-values.js';
import { inputSize } from './input-size.js';
import { tellActivation } from './tell-activation.js';
import { wrongOutputs } from './wrong-outputs.js';

/** The outputs of one scale. */
interface Level {
  /** `[1,C,h,w]`. */
  readonly classes: Tensor;
  /** `[1,4,h,w]`: distances to the left, top, right and bottom, in cells. */
  readonly distances: Tensor;
  readonly width: number;
  readonly height: number;
}

/**
 * Boxes from RTMDet, in pixels of the input whatever the step's format. Either `dets [1,N,5]` (corners, score) and
 * `labels [1,N]`, suppressed inside as mmdeploy exports them; or the scales one by one, class scores `[1,C,h,w]` and distances
 * `[1,4,h,w]`, suppressed here. A cell's point is its top left corner (mmdet's MlvlPointGenerator with offset 0); scores that
 * all lie in 0..1 have been through the sigmoid already.
 */
export function rtmDetDecoder(step: DecodeRtmDetStep, context: DecoderContext): Decoder {
  const chooser = new BoxChooser(step, context);
  const floats = new FloatValues();
  return {
    kind: 'detections',
    decode(outputs, geometry, options) {
      const selection = chooser.start(options);
      const [dets, labels] = findDets(outputs);
      if (dets !== undefined && labels !== undefined) {
        readDets(floats.open(dets), floats.open(labels), dets.dims[1] ?? 0, selection, chooser);
        return { kind: 'detections', ...chooser.chosen(chooser.best(options), geometry) };
      }
      const { width } = inputSize(context, geometry);
      for (const level of findLevels(outputs, step.op, context)) {
        readLevel(level, width / level.width, selection, chooser);
      }
      return { kind: 'detections', ...chooser.chosen(chooser.survivors(options), geometry) };
    },
  };
}

function findDets(outputs: readonly Tensor[]): readonly (Tensor | undefined)[] {
  const dets = outputs.find(({ dims }) => dims.length === 3 && dims[0] === 1 && dims[2] === 5);
  const labels = outputs.find(({ dims }) => dims.length === 2 && dims[1] === dets?.dims[1]);
  return [dets, labels];
}

function readDets(
  dets: FloatReader,
  labels: FloatReader,
  rows: number,
  { threshold, wanted }: Selection,
  { candidates }: BoxChooser,
): void {
  for (let row = 0, at = 0; row < rows; row++, at += 5) {
    const score = dets.at(at + 4);
    const classId = labels.at(row);
    // Rows that only fill up have label -1 or score 0.
    if (!(score > threshold) || !(classId >= 0) || !wanted(classId)) continue;
    candidates.add(dets.at(at), dets.at(at + 1), dets.at(at + 2), dets.at(at + 3), score, classId, row);
  }
}

/** Each output of distances with the output of classes of the same size. */
function findLevels(
  outputs: readonly Tensor[],
  op: string,
  { numClasses }: DecoderContext,
): readonly Level[] {
  const maps = outputs.filter(({ dims }) => dims.length === 4 && dims[0] === 1);
  const levels: Level[] = [];
  for (const classes of maps) {
    const [, channels = 0, height = 0, width = 0] = classes.dims;
    const isPair = ({ dims: [, four, h, w] }: Tensor): boolean => four === 4 && h === height && w === width;
    // With 4 classes both look the same: the classes' outputs come first.
    if (channels === 4 && (numClasses !== 4 || levels.some((level) => level.distances === classes))) continue;
    const distances = maps.find((map) => map !== classes && isPair(map));
    if (distances === undefined || (numClasses > 0 && channels !== numClasses)) break;
    levels.push({ classes, distances, width, height });
  }
  if (levels.length > 0 && 2 * levels.length === maps.length) return levels;
  const classes = numClasses > 0 ? String(numClasses) : 'C';
  throw wrongOutputs(
    `dets [1,N,5] and labels [1,N], or class scores [1,${classes},h,w] and distances [1,4,h,w] of each scale`,
    op,
    outputs,
  );
}

function readLevel(
  { classes, distances, width, height }: Level,
  stride: number,
  { threshold, multiLabel, wanted }: Selection,
  { candidates }: BoxChooser,
): void {
  const cells = width * height;
  const channels = classes.dims[1] ?? 0;
  const values = new FloatValues().open(classes).read(0, channels * cells);
  const distance = new FloatValues().open(distances);
  const { apply, inverse } = tellActivation(values);
  const least = inverse(threshold);
  const add = (cell: number, value: number, classId: number): void => {
    const [left, top, right, bottom] = [0, 1, 2, 3].map((side) => stride * distance.at(side * cells + cell));
    const x = (cell % width) * stride;
    const y = Math.floor(cell / width) * stride;
    candidates.add(x - left!, y - top!, x + right!, y + bottom!, apply(value), classId, cell);
  };
  const best = new Float32Array(cells).fill(least);
  const bestClass = new Int32Array(cells).fill(-1);
  for (let c = 0, at = 0; c < channels; c++) {
    for (let cell = 0; cell < cells; cell++, at++) {
      const value = values[at]!;
      if (!(value > (multiLabel ? least : best[cell]!))) continue;
      if (multiLabel && wanted(c)) add(cell, value, c);
      best[cell] = value;
      bestClass[cell] = c;
    }
  }
  if (multiLabel) return;
  for (let cell = 0; cell < cells; cell++) {
    if (bestClass[cell]! >= 0 && wanted(bestClass[cell]!)) add(cell, best[cell]!, bestClass[cell]!);
  }
}
