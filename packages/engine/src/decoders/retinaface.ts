import type { Tensor } from '../backends/runtime.js';
import type { DecodeRetinaFaceStep } from '../definition.js';
import type { Geometry } from '../kernels/placement.js';
import { squarePriors } from '../kernels/square-priors.js';
import { sigmoid } from './activation.js';
import type { Selection } from './box-chooser.js';
import { BoxChooser } from './box-chooser.js';
import type { Decoder, DecoderContext } from './decoder.js';
import { FloatValues } from './float-values.js';
import { inputSize } from './input-size.js';
import { wrongOutputs } from './wrong-outputs.js';

/** Eyes, nose, corners of the mouth. */
const landmarks = 5;
const face = 0;

/** What the network says about each prior. */
interface FaceOutputs {
  /** 4 per prior: shift of the centre, change of the size. */
  readonly boxes: Float32Array;
  /** 2 per prior: background, face. */
  readonly scores: Float32Array;
  /** 10 per prior: shift of each landmark from the centre. */
  readonly points: Float32Array;
}

/**
 * Faces with five landmarks from RetinaFace's outputs `[1,P,4]`, `[1,P,2]` and `[1,P,10]`, in any order (Pytorch_Retinaface,
 * `decode` and `decode_landm`). Scores may be probabilities or logits. The step's box format says nothing here: boxes and
 * landmarks are relative to the priors. Landmarks are not clipped to the frame.
 */
export function retinaFaceDecoder(step: DecodeRetinaFaceStep, context: DecoderContext): Decoder {
  const chooser = new BoxChooser(step, context);
  const read = outputReader(step);
  let priors: Float32Array = new Float32Array(0);
  let priorsFor = '';
  const layPriors = ({ width, height }: { width: number; height: number }): void => {
    const size = `${width}x${height}`;
    if (size !== priorsFor) priors = squarePriors(width, height, step);
    priorsFor = size;
  };
  return {
    kind: 'keypoints',
    decode(outputs, geometry, options) {
      layPriors(inputSize(context, geometry));
      const values = read(outputs, priors.length / 4);
      addFaces(values, priors, step.variance, chooser.start(options), chooser);
      const kept = chooser.survivors(options);
      const rows = kept.map((index) => chooser.candidates.rows[index]!);
      return {
        kind: 'keypoints',
        ...chooser.chosen(kept, geometry),
        keypointsPerBox: landmarks,
        keypoints: sourceLandmarks(rows, values.points, priors, step.variance[0], geometry),
      };
    },
  };
}

function outputReader({
  op,
}: DecodeRetinaFaceStep): (outputs: readonly Tensor[], rows: number) => FaceOutputs {
  const floats = [new FloatValues(), new FloatValues(), new FloatValues()];
  return (outputs, rows) => {
    const [boxes, scores, points] = [4, 2, 2 * landmarks].map((columns, i) => {
      const found = outputs.find(({ dims: [one, priors, last] }) => {
        return one === 1 && priors === rows && last === columns;
      });
      return found === undefined ? undefined : floats[i]!.open(found).read(0, rows * columns);
    });
    if (boxes !== undefined && scores !== undefined && points !== undefined) return { boxes, scores, points };
    const expected = `boxes [1,${rows},4], scores [1,${rows},2] and landmarks [1,${rows},10], as its priors and input size make it,`;
    throw wrongOutputs(expected, op, outputs);
  };
}

function addFaces(
  { boxes, scores, points }: FaceOutputs,
  priors: Float32Array,
  [shift, growth]: readonly [number, number],
  { threshold, wanted }: Selection,
  { candidates }: BoxChooser,
): void {
  if (!wanted(face)) return;
  const isScored = areRowsProbabilities(scores);
  for (let row = 0; 2 * row < scores.length; row++) {
    const value = scores[2 * row + 1]!;
    const score = isScored ? value : sigmoid.apply(value - scores[2 * row]!);
    if (!(score > threshold) || !Number.isFinite(sumOf(points, row))) continue;
    const at = 4 * row;
    const width = priors[at + 2]! * Math.exp(growth * boxes[at + 2]!);
    const height = priors[at + 3]! * Math.exp(growth * boxes[at + 3]!);
    const left = priors[at]! + shift * boxes[at]! * priors[at + 2]! - width / 2;
    const top = priors[at + 1]! + shift * boxes[at + 1]! * priors[at + 3]! - height / 2;
    candidates.add(left, top, left + width, top + height, score, face, row);
  }
}

/** Whether each pair sums to 1; pairs that are no numbers do not count. */
function areRowsProbabilities(scores: Float32Array): boolean {
  for (let at = 0; at < scores.length; at += 2) {
    const background = scores[at]!;
    const sum = background + scores[at + 1]!;
    if (!Number.isFinite(sum)) continue;
    if (background < 0 || background > 1 || Math.abs(sum - 1) > 0.01) return false;
  }
  return true;
}

function sumOf(points: Float32Array, row: number): number {
  const first = 2 * landmarks * row;
  return points.subarray(first, first + 2 * landmarks).reduce((sum, value) => sum + value, 0);
}

/** x, y, score of each landmark of the rows, in source pixels. */
function sourceLandmarks(
  rows: Int32Array,
  points: Float32Array,
  priors: Float32Array,
  shift: number,
  { scaleX, scaleY, offsetX, offsetY }: Geometry,
): Float32Array {
  const result = new Float32Array(3 * landmarks * rows.length);
  let to = 0;
  for (const row of rows) {
    const [x = 0, y = 0, width = 0, height = 0] = priors.subarray(4 * row, 4 * row + 4);
    for (let k = 0; k < landmarks; k++) {
      const from = 2 * (landmarks * row + k);
      result[to++] = (x + shift * points[from]! * width - offsetX) / scaleX;
      result[to++] = (y + shift * points[from + 1]! * height - offsetY) / scaleY;
      result[to++] = 1;
    }
  }
  return result;
}
