import type { Selection } from './box-chooser.js';
import type { AddBox } from './box-format.js';
import type { FloatReader } from './float-values.js';
import type { YoloLayout } from './yolo-head.js';
import { yoloStrides } from './yolo-head.js';

/** Adds the boxes above the threshold. Comparisons are such that what is not a number is never above it. */
export type ReadHead = (output: FloatReader, layout: YoloLayout, selection: Selection, add: AddBox) => void;

/** `[4+C,N]`: read along its rows, as it lies; the transpose of 8400 x 84 alone would cost 3 ms. */
export function v8Reader(): ReadHead {
  let best = new Float32Array(0);
  let bestClass = new Int32Array(0);
  return (output, { boxes, classes }, { threshold, multiLabel, wanted }, add) => {
    const values = output.read(0, boxes * (4 + classes));
    const addAt = (i: number, score: number, classId: number): void => {
      add(values[i]!, values[boxes + i]!, values[2 * boxes + i]!, values[3 * boxes + i]!, score, classId, i);
    };
    if (multiLabel) {
      readAllClasses(values, boxes, classes, { threshold, multiLabel, wanted }, addAt);
      return;
    }
    if (best.length < boxes) {
      best = new Float32Array(boxes);
      bestClass = new Int32Array(boxes);
    }
    best.fill(0);
    bestClasses(values, boxes, classes, threshold, best, bestClass);
    for (let i = 0; i < boxes; i++) {
      if (best[i]! > threshold && wanted(bestClass[i]!)) addAt(i, best[i]!, bestClass[i]!);
    }
  };
}

/** The pass that costs most after the run: 672,000 scores. Nearly all are below the threshold: that is asked first. */
function bestClasses(
  values: Float32Array,
  boxes: number,
  classes: number,
  threshold: number,
  best: Float32Array,
  bestClass: Int32Array,
): void {
  for (let c = 0; c < classes; c++) {
    const first = (4 + c) * boxes;
    for (let i = 0; i < boxes; i++) {
      const score = values[first + i]!;
      if (score > threshold && score > best[i]!) {
        best[i] = score;
        bestClass[i] = c;
      }
    }
  }
}

/** In the order of the boxes, then of the classes: ties in suppression go by it. */
function readAllClasses(
  values: Float32Array,
  boxes: number,
  classes: number,
  { threshold, wanted }: Selection,
  addAt: (i: number, score: number, classId: number) => void,
): void {
  for (let i = 0; i < boxes; i++) {
    for (let c = 0, at = 4 * boxes + i; c < classes; c++, at += boxes) {
      const score = values[at]!;
      if (score > threshold && wanted(c)) addAt(i, score, c);
    }
  }
}

/** `[N,5+C]`: score = objectness * class, in float32 as the networks' own code has it. */
export function v5Reader(): ReadHead {
  return (output, layout, selection, add) => {
    readRows(output, layout, selection, (i, [a = 0, b = 0, c = 0, d = 0], score, classId) => {
      add(a, b, c, d, score, classId, i);
    });
  };
}

/** As v5, before decoding: `(xy + cell) * stride`, `exp(wh) * stride` (YOLOX, demo_postprocess). */
export function yoloxReader(inputWidth: number, inputHeight: number): ReadHead {
  const grid = gridOf(inputWidth, inputHeight);
  return (output, layout, selection, add) => {
    readRows(output, layout, selection, (i, [x = 0, y = 0, w = 0, h = 0], score, classId) => {
      const [column = 0, row = 0, stride = 0] = grid.subarray(3 * i, 3 * i + 3);
      const width = Math.exp(w) * stride;
      const height = Math.exp(h) * stride;
      add((x + column) * stride, (y + row) * stride, width, height, score, classId, i);
    });
  };
}

/** Most boxes are settled by their objectness alone: only the others' rows are read. */
function readRows(
  output: FloatReader,
  { boxes, classes }: YoloLayout,
  selection: Selection,
  found: (i: number, values: Float32Array, score: number, classId: number) => void,
): void {
  const columns = 5 + classes;
  for (let i = 0; i < boxes; i++) {
    if (!(output.at(i * columns + 4) > selection.threshold)) continue;
    const values = output.read(i * columns, columns);
    readClasses(values, classes, selection, (score, classId) => {
      found(i, values, score, classId);
    });
  }
}

function readClasses(
  values: Float32Array,
  classes: number,
  { threshold, multiLabel, wanted }: Selection,
  found: (score: number, classId: number) => void,
): void {
  const scoreOf = (c: number): number => Math.fround(values[4]! * values[5 + c]!);
  if (multiLabel) {
    for (let c = 0; c < classes; c++) if (scoreOf(c) > threshold && wanted(c)) found(scoreOf(c), c);
    return;
  }
  let best = 0;
  for (let c = 1; c < classes; c++) if (values[5 + c]! > values[5 + best]!) best = c;
  if (scoreOf(best) > threshold && wanted(best)) found(scoreOf(best), best);
}

/** Column, row and stride of every cell. */
function gridOf(inputWidth: number, inputHeight: number): Float32Array {
  const cells: number[] = [];
  for (const stride of yoloStrides) {
    for (let y = 0; y < Math.floor(inputHeight / stride); y++) {
      for (let x = 0; x < Math.floor(inputWidth / stride); x++) cells.push(x, y, stride);
    }
  }
  return Float32Array.from(cells);
}

/** `[N,6]`: corners, score, class. */
export function endToEndReader(): ReadHead {
  return (output, { boxes }, { threshold, wanted }, add) => {
    const values = output.read(0, 6 * boxes);
    for (let i = 0, at = 0; i < boxes; i++, at += 6) {
      const score = values[at + 4]!;
      const classId = Math.round(values[at + 5]!);
      if (score > threshold && wanted(classId)) {
        add(values[at]!, values[at + 1]!, values[at + 2]!, values[at + 3]!, score, classId, i);
      }
    }
  };
}
