import type { YoloHead } from '../../definition.js';
import type { OnnxDim, OnnxModel, OnnxValue } from '../../onnx-file/onnx-model.js';
import { endsOnGrid, graphHead } from './graph-head.js';

/** A detector's head, as far as the file tells. */
export interface ToldHead {
  readonly head: YoloHead | 'auto';
  /** 0 if the file does not tell. */
  readonly classes: number;
  /** Whether it is one of YOLOX, which wants its pixels otherwise. */
  readonly isYolox: boolean;
}

/** Most rows of an end-to-end head; exporters give 300. */
const maxEndToEndRows = 1000;

/** A pose network of 17 keypoints and one class has 4 + 1 + 17 * 3 = 56 rows: nothing tells it from 52 classes. */
const poseRows = 56;

/**
 * Tells the head from the shape `[1, rows, columns]` of an output, where that is open from the convolutions before it.
 * Undefined if it looks like no head that is known. At WxH a grid has one cell per stride-th pixel, at strides 8, 16 and
 * 32 (and 64 in the "P6" variants): YOLOX and v8 give a box for each, v5 three. `numClasses`, where it is known and not 0,
 * tells transposed v8 heads from those with objectness.
 */
export function tellHead(
  model: OnnxModel,
  output: OnnxValue,
  size: { readonly width: number; readonly height: number },
  numClasses = 0,
): ToldHead | undefined {
  const [, rows = '', columns = ''] = output.dims;
  const cells = [gridCells(size, [8, 16, 32]), gridCells(size, [8, 16, 32, 64])];
  if (isEndToEnd(rows, columns, cells)) return { head: 'end-to-end', classes: 0, isYolox: false };
  if (isTransposedV8(model, output, numClasses))
    return { head: 'v8', classes: Number(columns) - 4, isYolox: false };
  if (typeof rows === 'number' && typeof columns === 'number')
    return fromShape(model, output, rows, columns, cells);
  if (typeof rows === 'number' && rows >= 5 && rows !== poseRows) {
    return { head: 'v8', classes: rows - 4, isYolox: false };
  }
  return fromGraph(model, output, columns);
}

/** `[1, N, 4 + C]`, for C classes as the network's file or the convolutions say. */
function isTransposedV8(model: OnnxModel, output: OnnxValue, numClasses: number): boolean {
  const [, rows, columns] = output.dims;
  if (typeof columns !== 'number' || (typeof rows === 'number' && rows <= columns)) return false;
  if (numClasses > 0) return columns === 4 + numClasses;
  const told = graphHead(model, output.name);
  return told?.family === 'v8' && columns === 4 + told.classes;
}

function isEndToEnd(rows: OnnxDim, columns: OnnxDim, cells: readonly number[]): boolean {
  if (columns !== 6 || typeof rows !== 'number' || rows > maxEndToEndRows) return false;
  return !cells.some((count) => rows === count || rows === 3 * count);
}

function fromShape(
  model: OnnxModel,
  output: OnnxValue,
  rows: number,
  columns: number,
  cells: readonly number[],
): ToldHead | undefined {
  if (columns >= 6 && cells.some((count) => rows === 3 * count)) {
    return { head: 'v5', classes: columns - 5, isYolox: false };
  }
  if (columns >= 6 && cells.includes(rows)) return oneBoxPerCell(model, output, columns);
  if (rows >= 5 && rows !== poseRows && cells.includes(columns)) {
    return { head: 'v8', classes: rows - 4, isYolox: false };
  }
  return undefined;
}

/** `[1, cells, 5 + C]`: YOLOX, decoded or not, or something that is read as v5 is, such as YOLOv6. */
function oneBoxPerCell(model: OnnxModel, output: OnnxValue, columns: number): ToldHead {
  const isOnGrid = endsOnGrid(model, output.name);
  const isYolox = isOnGrid || graphHead(model, output.name)?.family === 'yolox';
  return { head: isOnGrid ? 'yolox' : 'v5', classes: columns - 5, isYolox };
}

function fromGraph(model: OnnxModel, output: OnnxValue, columns: OnnxDim): ToldHead | undefined {
  const found = graphHead(model, output.name);
  if (found === undefined) return undefined;
  const { family, classes } = found;
  if (family === 'yolox') return oneBoxPerCell(model, output, 5 + classes);
  if (family === 'v5' && typeof columns === 'number' && columns !== 5 + classes) return undefined;
  return { head: family, classes, isYolox: false };
}

function gridCells(
  { width, height }: { readonly width: number; readonly height: number },
  strides: readonly number[],
): number {
  return strides.reduce((sum, stride) => sum + Math.ceil(width / stride) * Math.ceil(height / stride), 0);
}
