import { FarsightError } from '@farsight/protocol';
import type { Tensor } from '../backends/runtime.js';
import type { YoloHead } from '../definition.js';
import type { DecoderContext } from './decoder.js';

/** Heads with all boxes in one output. */
export type JoinedHead = Exclude<YoloHead, 'raw'>;

/** How a YOLO output is to be read. */
export interface YoloLayout {
  readonly head: JoinedHead;
  /** Boxes in the output. */
  readonly boxes: number;
  /** Values of a box. */
  readonly columns: number;
  /** 0 in an end-to-end head, which gives the class. */
  readonly classes: number;
  /** Values of a box after its scores: keypoints, mask coefficients, an angle. */
  readonly extras: number;
  /** `[columns, boxes]` rather than `[boxes, columns]`. */
  readonly valuesFirst: boolean;
}

/** What is known of a head before its output is seen. */
export interface WantedHead {
  /** Name of the operator, for messages. */
  readonly op: string;
  readonly head: JoinedHead | 'auto';
  /** Values of a box after its scores. */
  readonly extras: number;
}

/** Boxes, scores and class of an end-to-end row. */
const endToEndColumns = 6;

/**
 * Finds the output with the boxes and says how to read it. `auto` tells the head from its shape `[1,A,B]`, for `E` values
 * after the scores: `6 + E` values a row and fewer rows than a grid would give are end-to-end; fewer rows than columns, or
 * rows of `4 + C + E` values, are v8; as many rows as the grid has cells are YOLOX before decoding; else v5. (YOLOX
 * exported with its decoding inside looks the same: it must be named `v5`.) Error: INVALID_NETWORK if there is no such
 * output, or it does not have the classes it should.
 */
export function findYoloOutput(
  outputs: readonly Tensor[],
  wanted: WantedHead,
  context: DecoderContext,
): { output: Tensor; layout: YoloLayout } {
  const output = boxOutput(outputs, wanted.op);
  const [, rows = 0, columns = 0] = output.dims;
  const layout = layoutOf(rows, columns, wanted, context);
  checkLayout(layout, `${rows}x${columns}`, context);
  return { output, layout };
}

/** The first output of rows and columns. Error: INVALID_NETWORK if there is none. */
export function boxOutput(outputs: readonly Tensor[], op: string): Tensor {
  const output = outputs.find(({ dims }) => dims.length === 3 && dims[0] === 1);
  if (output !== undefined) return output;
  throw invalidHead(
    `Expected an output of 1 x rows x columns for ${op} but the network gives ${shapes(outputs)}.`,
  );
}

/** Whether fewer rows are there than boxes on the coarsest usual grids: they were chosen from. */
export function isChosen(rows: number, { inputWidth, inputHeight }: DecoderContext): boolean {
  return rows < gridCells(inputWidth, inputHeight, yoloStrides);
}

/** Strides whose grids have this many cells: one box each in a YOLOX head. Undefined if none have. */
export function stridesOf(
  cells: number,
  { inputWidth, inputHeight }: DecoderContext,
): readonly number[] | undefined {
  return [yoloStrides, p6Strides].find((strides) => gridCells(inputWidth, inputHeight, strides) === cells);
}

/** Shapes of outputs, for messages. */
export function shapes(outputs: readonly Tensor[]): string {
  return outputs.map(({ dims }) => dims.join('x')).join(', ');
}

/** The error of a head that cannot be read. */
export function invalidHead(message: string): FarsightError {
  return new FarsightError('INVALID_NETWORK', message);
}

/** Strides of nearly all heads. */
export const yoloStrides: readonly number[] = [8, 16, 32];
/** Those of the "P6" variants. */
const p6Strides: readonly number[] = [8, 16, 32, 64];

function gridCells(width: number, height: number, strides: readonly number[]): number {
  return strides.reduce((sum, stride) => sum + Math.floor(width / stride) * Math.floor(height / stride), 0);
}

function layoutOf(rows: number, columns: number, wanted: WantedHead, context: DecoderContext): YoloLayout {
  const { extras } = wanted;
  const head = wanted.head === 'auto' ? headOf(rows, columns, extras, context) : wanted.head;
  const valuesFirst = head === 'v8' && isValuesFirst(rows, columns, extras, context);
  const values = valuesFirst ? rows : columns;
  return {
    head,
    boxes: valuesFirst ? columns : rows,
    columns: values,
    classes: head === 'end-to-end' ? 0 : values - firstScore(head) - extras,
    extras,
    valuesFirst,
  };
}

/** Column of the first class score. */
export function firstScore(head: JoinedHead): number {
  return head === 'v8' ? 4 : 5;
}

function headOf(rows: number, columns: number, extras: number, context: DecoderContext): JoinedHead {
  if (columns === endToEndColumns + extras && isChosen(rows, context)) return 'end-to-end';
  if (rows < columns || columns === rowOfV8(extras, context)) return 'v8';
  return stridesOf(rows, context) === undefined || extras > 0 ? 'v5' : 'yolox';
}

function isValuesFirst(rows: number, columns: number, extras: number, context: DecoderContext): boolean {
  const expected = rowOfV8(extras, context);
  if (rows === expected || columns === expected) return rows === expected;
  return rows < columns;
}

/** Values of a box in a v8 head; NaN, which equals nothing, if the classes are not known. */
function rowOfV8(extras: number, { numClasses }: DecoderContext): number {
  return numClasses > 0 ? 4 + numClasses + extras : NaN;
}

function checkLayout(layout: YoloLayout, found: string, context: DecoderContext): void {
  const { head, boxes, columns, classes, extras } = layout;
  if (head === 'end-to-end') {
    const expected = endToEndColumns + extras;
    if (columns === expected) return;
    throw invalidHead(`Expected rows of ${expected} values for an end-to-end head but received ${found}.`);
  }
  if (classes < 1)
    throw invalidHead(`Expected boxes and class scores for a ${head} head but received ${found}.`);
  const { inputWidth, inputHeight, numClasses } = context;
  if (numClasses > 0 && classes !== numClasses) {
    throw invalidHead(
      `Expected ${numClasses} classes for a ${head} head but ${found} outputs have ${classes}.`,
    );
  }
  if (head === 'yolox' && stridesOf(boxes, context) === undefined) {
    const cells = gridCells(inputWidth, inputHeight, yoloStrides);
    throw invalidHead(
      `Expected ${cells} rows for a yolox head at ${inputWidth}x${inputHeight} but received ${found}.`,
    );
  }
}
