import type { Selection } from './box-chooser.js';
import type { AddBox } from './box-format.js';
import type { DecoderContext } from './decoder.js';
import type { FloatReader } from './float-values.js';
import { bestClassReader } from './yolo-columns.js';
import type { JoinedHead, YoloLayout } from './yolo-head.js';
import { firstScore, stridesOf, yoloStrides } from './yolo-head.js';

/** Adds the boxes above the threshold. Comparisons are such that what is not a number is never above it. */
export type ReadHead = (output: FloatReader, layout: YoloLayout, selection: Selection, add: AddBox) => void;

/** A reader for every head whose boxes are in one output. */
export function headReaders(context: DecoderContext): Readonly<Record<JoinedHead, ReadHead>> {
  return { v5: readV5, v8: v8Reader(), 'end-to-end': readEndToEnd, yolox: yoloxReader(context) };
}

/** `[4+C,N]` or `[N,4+C]`. */
function v8Reader(): ReadHead {
  const readColumns = bestClassReader();
  return (output, layout, selection, add) => {
    if (layout.valuesFirst) readColumns(output, layout, selection, add);
    else readV8Rows(output, layout, selection, add);
  };
}

const readV8Rows: ReadHead = (output, { boxes, columns, classes }, selection, add) => {
  const values = output.read(0, boxes * columns);
  for (let i = 0, at = 0; i < boxes; i++, at += columns) {
    readClasses(values, at + firstScore('v8'), classes, 1, selection, (score, classId) => {
      add(values[at]!, values[at + 1]!, values[at + 2]!, values[at + 3]!, score, classId, i);
    });
  }
};

/** `[N,5+C]`: score = objectness * class, in float32 as the networks' own code has it. */
const readV5: ReadHead = (output, layout, selection, add) => {
  readRows(output, layout, selection, (i, [a = 0, b = 0, c = 0, d = 0], score, classId) => {
    add(a, b, c, d, score, classId, i);
  });
};

/** As v5, before decoding: `(xy + cell) * stride`, `exp(wh) * stride` (YOLOX, demo_postprocess). */
function yoloxReader(context: DecoderContext): ReadHead {
  let grid: Float32Array = new Float32Array(0);
  return (output, layout, selection, add) => {
    if (grid.length !== 3 * layout.boxes) grid = gridOf(context, stridesOf(layout.boxes, context));
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
  { boxes, columns, classes }: YoloLayout,
  selection: Selection,
  found: (i: number, values: Float32Array, score: number, classId: number) => void,
): void {
  for (let i = 0; i < boxes; i++) {
    if (!(output.at(i * columns + 4) > selection.threshold)) continue;
    const values = output.read(i * columns, columns);
    readClasses(values, firstScore('v5'), classes, values[4]!, selection, (score, classId) => {
      found(i, values, score, classId);
    });
  }
}

/** The classes of one box, whose scores start at `first`: those above the threshold, or the best. */
export function readClasses(
  values: Float32Array,
  first: number,
  classes: number,
  objectness: number,
  { threshold, multiLabel, wanted }: Selection,
  found: (score: number, classId: number) => void,
): void {
  const scoreOf = (c: number): number => Math.fround(objectness * values[first + c]!);
  if (multiLabel) {
    for (let c = 0; c < classes; c++) if (scoreOf(c) > threshold && wanted(c)) found(scoreOf(c), c);
    return;
  }
  let best = 0;
  for (let c = 1; c < classes; c++) if (values[first + c]! > values[first + best]!) best = c;
  if (scoreOf(best) > threshold && wanted(best)) found(scoreOf(best), best);
}

/** Column, row and stride of every cell. */
function gridOf({ inputWidth, inputHeight }: DecoderContext, strides = yoloStrides): Float32Array {
  const cells: number[] = [];
  for (const stride of strides) {
    for (let y = 0; y < Math.floor(inputHeight / stride); y++) {
      for (let x = 0; x < Math.floor(inputWidth / stride); x++) cells.push(x, y, stride);
    }
  }
  return Float32Array.from(cells);
}

/** `[N,6]`: corners, score, class. */
const readEndToEnd: ReadHead = (output, { boxes, columns }, { threshold, wanted }, add) => {
  const values = output.read(0, columns * boxes);
  for (let i = 0, at = 0; i < boxes; i++, at += columns) {
    const score = values[at + 4]!;
    const classId = Math.round(values[at + 5]!);
    if (score > threshold && wanted(classId)) {
      add(values[at]!, values[at + 1]!, values[at + 2]!, values[at + 3]!, score, classId, i);
    }
  }
};
