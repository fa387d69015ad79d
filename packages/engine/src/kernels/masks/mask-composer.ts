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
      this.#columns.fill(x, columns, inputColumns, protoColumns.start);
      this.#rows.fill(y, rows, inputRows, protoRows.start);
      this.#trace(cells, protoRows.end - protoRows.start + 1, columns.start, rows.start);
    }
    return this.#runs.finish(x.sourceSize * y.sourceSize);
  }

  /** Column by column of the source: weighs the columns of cells, then follows the rows. */
  #trace(cells: Float32Array, columnLength: number, firstColumn: number, firstRow: number): void {
    if (this.#column.length < columnLength) this.#column = new Float64Array(columnLength);
    const { first, second, weights, count } = this.#columns;
    const column = this.#column;
    const { sourceSize } = this.#y!;
    for (let x = 0; x < count; x++) {
      const a = first[x]! * columnLength;
      const b = second[x]! * columnLength;
      const [w0, w1] = [weights[4 * x]!, weights[4 * x + 1]!];
      const [w2, w3] = [weights[4 * x + 2]!, weights[4 * x + 3]!];
      for (let i = 0; i < columnLength; i++) {
        column[i] =
          w0 * cells[a + i]! +
          w1 * cells[a + columnLength + i]! +
          w2 * cells[b + i]! +
          w3 * cells[b + columnLength + i]!;
      }
      markColumn(column, this.#rows, this.#runs, (firstColumn + x) * sourceSize + firstRow);
    }
  }
}

/** Marks the pixels of one column of the source, the first of which has the index `origin` in the mask. */
function markColumn(column: Float64Array, rows: MaskTaps, runs: RunLengths, origin: number): void {
  const { first, second, groupEnds, isWhole, groups } = rows;
  let start = 0;
  for (let group = 0; group < groups; group++) {
    const end = groupEnds[group]!;
    const a = first[start]!;
    const b = second[start]!;
    const above =
      Number(column[a]! > threshold) +
      Number(column[a + 1]! > threshold) +
      Number(column[b]! > threshold) +
      Number(column[b + 1]! > threshold);
    if (above === 4 && isWhole[group] === 1) runs.mark(origin + start, origin + end);
    else if (above > 0) markMixed(column, rows, runs, origin, start, end);
    start = end;
  }
}

/** Of cells on both sides of the threshold, or cropped: pixel by pixel. */
function markMixed(
  column: Float64Array,
  { first, second, weights }: MaskTaps,
  runs: RunLengths,
  origin: number,
  start: number,
  end: number,
): void {
  const a = first[start]!;
  const b = second[start]!;
  const [v0, v1, v2, v3] = [column[a]!, column[a + 1]!, column[b]!, column[b + 1]!];
  for (let y = start; y < end; y++) {
    const at = 4 * y;
    const value = weights[at]! * v0 + weights[at + 1]! * v1 + weights[at + 2]! * v2 + weights[at + 3]! * v3;
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
