import type { Geometry } from '../placement.js';
import { roundHalfEven } from '../rounding.js';
import type { MaskAxis } from './mask-axis.js';
import { inputRange, maskAxis, protoRange, sourceRange } from './mask-axis.js';
import type { Prototypes } from './mask-cells.js';
import { MaskCells } from './mask-cells.js';
import { MaskTaps } from './mask-taps.js';
import { RunLengths } from './run-lengths.js';

/** A pixel belongs to the mask above this. */
const threshold = 0.5;

/**
 * Masks of boxes in source pixels, from prototypes and each box's coefficients: the mask at the size of the prototypes,
 * bilinear to the input, cropped there to the box, bilinear to the source, above 0.5. Both steps together weigh few cells
 * per row and column, so that nothing of the input's or the frame's size is ever made; and where all cells that pixels lie
 * between are on the same side of the threshold, so are the pixels.
 */
export class MaskComposer {
  readonly #inputWidth: number;
  readonly #inputHeight: number;
  readonly #cells = new MaskCells();
  readonly #columns = new MaskTaps();
  readonly #rows = new MaskTaps();
  readonly #runs = new RunLengths();
  #prototypes: Prototypes | undefined;
  #geometry: Geometry | undefined;
  #x: MaskAxis | undefined;
  #y: MaskAxis | undefined;
  #column = new Float64Array(0);

  /** Size of the network's input in pixels. */
  constructor(inputWidth: number, inputHeight: number) {
    this.#inputWidth = inputWidth;
    this.#inputHeight = inputHeight;
  }

  /** Begins a frame. The prototypes are read until the next one begins. */
  start(prototypes: Prototypes, geometry: Geometry): void {
    const isSame =
      sameGeometry(geometry, this.#geometry) &&
      prototypes.width === this.#prototypes?.width &&
      prototypes.height === this.#prototypes.height;
    this.#prototypes = prototypes;
    this.#geometry = geometry;
    if (isSame) return;
    const { scaleX, scaleY, offsetX, offsetY, sourceWidth, sourceHeight } = geometry;
    this.#x = maskAxis(shown(sourceWidth, scaleX, offsetX), this.#inputWidth, prototypes.width);
    this.#y = maskAxis(shown(sourceHeight, scaleY, offsetY), this.#inputHeight, prototypes.height);
  }

  /** COCO's run lengths of the mask of a box, given by its corners in pixels of the input, not clipped. */
  compose(coefficients: Float32Array, x1: number, y1: number, x2: number, y2: number): Uint32Array {
    const x = this.#x!;
    const y = this.#y!;
    const inputColumns = inputRange(x, x1, x2);
    const inputRows = inputRange(y, y1, y2);
    const columns = sourceRange(x, inputColumns);
    const rows = sourceRange(y, inputRows);
    this.#runs.clear();
    if (columns.start < columns.end && rows.start < rows.end) {
      const protoColumns = protoRange(x, inputColumns);
      const protoRows = protoRange(y, inputRows);
      const cells = this.#cells.fill(this.#prototypes!, coefficients, protoColumns, protoRows);
      this.#columns.fill(x, columns, inputColumns, protoColumns);
      this.#rows.fill(y, rows, inputRows, protoRows);
      this.#trace(cells, protoRows.end - protoRows.start + 1, columns.start, rows.start);
    }
    return this.#runs.finish(x.sourceSize * y.sourceSize);
  }

  /** Column by column of the source: weighs the columns of cells, then follows the rows. */
  #trace(cells: Float32Array, columnLength: number, firstColumn: number, firstRow: number): void {
    if (this.#column.length < columnLength) this.#column = new Float64Array(columnLength);
    const column = this.#column;
    const { sourceSize } = this.#y!;
    for (let x = 0; x < this.#columns.count; x++) {
      weighColumns(cells, this.#columns, x, columnLength, column);
      const origin = (firstColumn + x) * sourceSize + firstRow;
      markColumn(column, columnLength - 1, this.#rows, this.#runs, origin);
    }
  }
}

/** The cells that a column of the source lies on. */
function weighColumns(
  cells: Float32Array,
  { first, second, weights }: MaskTaps,
  x: number,
  columnLength: number,
  column: Float64Array,
): void {
  const a = first[x]! * columnLength;
  const w0 = weights[4 * x]!;
  const w1 = weights[4 * x + 1]!;
  for (let i = 0, at = a; i < columnLength; i++, at++) {
    column[i] = w0 * cells[at]! + w1 * cells[at + columnLength]!;
  }
  const w2 = weights[4 * x + 2]!;
  const w3 = weights[4 * x + 3]!;
  if (w2 === 0 && w3 === 0) return;
  const b = second[x]! * columnLength;
  for (let i = 0, at = b; i < columnLength; i++, at++) {
    column[i]! += w2 * cells[at]! + w3 * cells[at + columnLength]!;
  }
}

/**
 * Marks the pixels of one column of the source, the first of which has the index `origin` in the mask: cells on the same
 * side of the threshold at once, pixels between cells on both sides one by one.
 */
function markColumn(
  column: Float64Array,
  cells: number,
  rows: MaskTaps,
  runs: RunLengths,
  origin: number,
): void {
  const { startOf, endOf, wholeStart, wholeEnd, count } = rows;
  let done = Math.min(wholeStart, count);
  markEach(column, rows, runs, origin, 0, done);
  for (let k = 0; k < cells;) {
    const isAbove = column[k]! > threshold;
    const start = startOf[k]!;
    do k++;
    while (k < cells && column[k]! > threshold === isAbove);
    // Pixels on the last cell of these take from the next one with a weight of 0 only.
    const end = k === cells ? wholeEnd : endOf[k - 1]!;
    if (start >= end) continue;
    markEach(column, rows, runs, origin, done, start);
    if (isAbove) runs.mark(origin + start, origin + end);
    done = end;
  }
  markEach(column, rows, runs, origin, done, count);
}

function markEach(
  column: Float64Array,
  { first, second, weights }: MaskTaps,
  runs: RunLengths,
  origin: number,
  start: number,
  end: number,
): void {
  for (let y = start; y < end; y++) {
    const a = first[y]!;
    const b = second[y]!;
    const at = 4 * y;
    const value =
      weights[at]! * column[a]! +
      weights[at + 1]! * column[a + 1]! +
      weights[at + 2]! * column[b]! +
      weights[at + 3]! * column[b + 1]!;
    if (value > threshold) runs.mark(origin + y, origin + y + 1);
  }
}

/** A resized frame has whole pixels: halves to even, as Ultralytics' letterbox. */
function shown(
  sourceSize: number,
  scale: number,
  offset: number,
): {
  sourceSize: number;
  resizedSize: number;
  offset: number;
} {
  return { sourceSize, resizedSize: Math.max(1, roundHalfEven(sourceSize * scale)), offset };
}

function sameGeometry(a: Geometry, b: Geometry | undefined): boolean {
  return (
    a.scaleX === b?.scaleX &&
    a.scaleY === b.scaleY &&
    a.offsetX === b.offsetX &&
    a.offsetY === b.offsetY &&
    a.sourceWidth === b.sourceWidth &&
    a.sourceHeight === b.sourceHeight
  );
}
