import { softmax } from '../kernels/softmax.js';
import type { Activation } from './activation.js';
import type { Selection } from './box-chooser.js';
import type { CandidateList } from './candidate-list.js';
import type { RawGrid } from './yolo-grid.js';
import { readClasses } from './yolo-readers.js';

/**
 * Boxes of one scale of a v8, v9 or 11 head before its decoding: per cell the distances from its centre to the left, top,
 * right and bottom, each as a distribution over `bins` (0, 1, 2 … cells) whose mean it is, then the classes' scores
 * (distribution focal loss, Li 2020; Ultralytics, nn/modules/head.py, Detect). One bin is the distance itself.
 */
export function readDistances(
  grid: RawGrid,
  bins: number,
  activation: Activation,
  selection: Selection,
  list: CandidateList,
): void {
  const { values, width, height, stride, channels, cellStep, channelStep } = grid;
  const classes = channels - 4 * bins;
  const scores = new Float32Array(classes);
  const distribution = new Float32Array(bins);
  const limit = activation.inverse(selection.threshold);
  const distance = (at: number, side: number): number => {
    const first = at + side * bins * channelStep;
    if (bins === 1) return values.at(first) * stride;
    for (let k = 0; k < bins; k++) distribution[k] = values.at(first + k * channelStep);
    return stride * softmax(distribution).reduce((sum, share, k) => sum + share * k, 0);
  };
  for (let cell = 0; cell < width * height; cell++) {
    const at = cell * cellStep;
    const first = at + 4 * bins * channelStep;
    let isAbove = false;
    for (let c = 0; c < classes; c++) if (values.at(first + c * channelStep) > limit) isAbove = true;
    if (!isAbove) continue;
    for (let c = 0; c < classes; c++) scores[c] = activation.apply(values.at(first + c * channelStep));
    const x = ((cell % width) + 0.5) * stride;
    const y = (Math.floor(cell / width) + 0.5) * stride;
    const [left = 0, top = 0, right = 0, bottom = 0] = [0, 1, 2, 3].map((side) => distance(at, side));
    readClasses(scores, 0, classes, 1, selection, (score, classId) => {
      list.add(x - left, y - top, x + right, y + bottom, score, classId, 0);
    });
  }
}
