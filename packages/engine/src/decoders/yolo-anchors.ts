import type { Activation } from './activation.js';
import type { Selection } from './box-chooser.js';
import type { CandidateList } from './candidate-list.js';
import type { RawGrid } from './yolo-grid.js';
import { readClasses } from './yolo-readers.js';

/**
 * Boxes of one scale of a v5 or v7 head before anchors: `(2s - 0.5 + cell) * stride` and `(2s)^2 * anchor` for what the
 * sigmoid `s` gives, score = objectness * class (YOLOv5, models/yolo.py, Detect). `anchors`: width and height by turns, pixels
 * of the input.
 */
export function readAnchors(
  grid: RawGrid,
  anchors: readonly number[],
  activation: Activation,
  selection: Selection,
  list: CandidateList,
): void {
  const { values, width, height, stride, channels, cellStep, channelStep, anchorStep } = grid;
  const classes = channels - 5;
  const row = new Float32Array(channels);
  const limit = activation.inverse(selection.threshold);
  for (let a = 0; a < anchors.length / 2; a++) {
    for (let cell = 0; cell < width * height; cell++) {
      const at = a * anchorStep + cell * cellStep;
      if (!(values.at(at + 4 * channelStep) > limit)) continue;
      for (let k = 0; k < channels; k++) row[k] = activation.apply(values.at(at + k * channelStep));
      const x = (2 * row[0]! - 0.5 + (cell % width)) * stride;
      const y = (2 * row[1]! - 0.5 + Math.floor(cell / width)) * stride;
      const halfWidth = 2 * row[2]! ** 2 * anchors[2 * a]!;
      const halfHeight = 2 * row[3]! ** 2 * anchors[2 * a + 1]!;
      readClasses(row, 5, classes, row[4]!, selection, (score, classId) => {
        list.add(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight, score, classId, 0);
      });
    }
  }
}
