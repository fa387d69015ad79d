import { FarsightError } from '@farsight/protocol';
import type { Tensor } from '../backends/runtime.js';
import type { YoloHead } from '../definition.js';
import type { DecoderContext } from './decoder.js';

/** How a YOLO output is to be read. */
export interface YoloLayout {
  readonly head: YoloHead;
  /** Boxes in the output. */
  readonly boxes: number;
  readonly classes: number;
}

/**
 * Finds the output with the boxes and says how to read it. `auto` tells the head from its shape `[1,A,B]`: six values a
 * row and no more rows than a grid would give are end-to-end; fewer rows than columns are v8; as many rows as the grid
 * has cells are YOLOX before decoding; else v5. (YOLOX exported with its decoding inside looks the same: it must be
 * named `v5`.) Error: INVALID_NETWORK if there is no such output, or it does not have the classes it should.
 */
export function findYoloOutput(
  outputs: readonly Tensor[],
  wanted: YoloHead | 'auto',
  context: DecoderContext,
): { output: Tensor; layout: YoloLayout } {
  const output = outputs.find(({ dims }) => dims.length === 3 && dims[0] === 1);
  if (output === undefined) {
    const shapes = outputs.map(({ dims }) => dims.join('x')).join(', ');
    throw invalid(`Expected an output of 1 x rows x columns for decodeyolo but the network gives ${shapes}.`);
  }
  const [, rows = 0, columns = 0] = output.dims;
  const head = wanted === 'auto' ? headOf(rows, columns, context) : wanted;
  const layout = layoutOf(head, rows, columns);
  checkLayout(layout, rows, columns, context);
  return { output, layout };
}

/** Cells of the grids at these strides: one box each in a YOLOX head, three in a v5 head. */
export function gridCells(width: number, height: number, strides: readonly number[]): number {
  return strides.reduce((sum, stride) => sum + Math.floor(width / stride) * Math.floor(height / stride), 0);
}

/** Strides of all heads here. */
export const yoloStrides: readonly number[] = [8, 16, 32];

function headOf(rows: number, columns: number, context: DecoderContext): YoloHead {
  const cells = gridCells(context.inputWidth, context.inputHeight, yoloStrides);
  if (columns === 6 && rows < cells) return 'end-to-end';
  if (rows < columns) return 'v8';
  return rows === cells ? 'yolox' : 'v5';
}

function layoutOf(head: YoloHead, rows: number, columns: number): YoloLayout {
  switch (head) {
    case 'v8':
      return { head, boxes: columns, classes: rows - 4 };
    case 'end-to-end':
      return { head, boxes: rows, classes: 0 };
    case 'v5':
    case 'yolox':
      return { head, boxes: rows, classes: columns - 5 };
  }
}

function checkLayout(layout: YoloLayout, rows: number, columns: number, context: DecoderContext): void {
  const { head, boxes, classes } = layout;
  const { inputWidth, inputHeight, numClasses } = context;
  const found = `${rows}x${columns}`;
  if (head === 'end-to-end') {
    if (columns !== 6)
      throw invalid(`Expected rows of 6 values for an end-to-end head but received ${found}.`);
    return;
  }
  if (classes < 1) throw invalid(`Expected boxes and class scores for a ${head} head but received ${found}.`);
  if (numClasses > 0 && classes !== numClasses) {
    throw invalid(`Expected ${numClasses} classes for a ${head} head but ${found} outputs have ${classes}.`);
  }
  const cells = gridCells(inputWidth, inputHeight, yoloStrides);
  if (head === 'yolox' && boxes !== cells) {
    throw invalid(
      `Expected ${cells} rows for a yolox head at ${inputWidth}x${inputHeight} but received ${found}.`,
    );
  }
}

function invalid(message: string): FarsightError {
  return new FarsightError('INVALID_NETWORK', message);
}
