import type { MaskAxis, PixelRange } from './mask-axis.js';

/**
 * What source pixels of one axis take from the prototype cells of a window, for one box: four weights each, for cells `first`,
 * `first + 1`, `second` and `second + 1`, counted from the start of the window. Input pixels beyond the box count nothing.
 */
export class MaskTaps {
  /** Number of pixels. */
  count = 0;
  first = new Int32Array(0);
  second = new Int32Array(0);
  /** Four per pixel. */
  weights = new Float64Array(0);
  /** Pixels from here to before `wholeEnd` lie within the box: their weights add up to 1. */
  wholeStart = 0;
  wholeEnd = 0;
  /** Per cell `k`, and one more: the first whole pixel that takes nothing from cells before `k`. */
  startOf = new Int32Array(0);
  /** Per cell `k`: the first whole pixel that takes anything from cells after `k`. */
  endOf = new Int32Array(0);

  /** Makes the table of a box: of the source pixels `source`, which take from `input` pixels and from `cells`. */
  fill(axis: MaskAxis, source: PixelRange, input: PixelRange, cells: PixelRange): void {
    this.count = source.end - source.start;
    this.#reserve(this.count, cells.end - cells.start + 1);
    this.wholeStart = this.count;
    this.wholeEnd = 0;
    for (let i = 0; i < this.count; i++) {
      const at = axis.inputFirst[source.start + i]!;
      const part = axis.inputPart[source.start + i]!;
      const next = part > 0 ? at + 1 : at;
      this.first[i] = this.#tap(axis, input, at, 1 - part, cells.start, 4 * i);
      this.second[i] = this.#tap(axis, input, next, part, cells.start, 4 * i + 2);
      if (at < input.start || next >= input.end) continue;
      this.#joinTaps(i);
      if (this.wholeStart > i) this.wholeStart = i;
      this.wholeEnd = i + 1;
    }
    this.#indexCells(cells.end - cells.start);
  }

  /** Weights of one input pixel's two cells; returns the first of the cells. */
  #tap(
    { protoFirst, protoPart }: MaskAxis,
    input: PixelRange,
    at: number,
    weight: number,
    protoStart: number,
    to: number,
  ): number {
    const isInBox = at >= input.start && at < input.end;
    const part = isInBox ? protoPart[at]! : 0;
    this.weights[to] = isInBox ? weight * (1 - part) : 0;
    this.weights[to + 1] = isInBox ? weight * part : 0;
    return isInBox ? protoFirst[at]! - protoStart : 0;
  }

  /** Both input pixels between the same cells, as most are: two weights do. */
  #joinTaps(i: number): void {
    const { weights } = this;
    if (this.first[i] !== this.second[i]) return;
    weights[4 * i]! += weights[4 * i + 2]!;
    weights[4 * i + 1]! += weights[4 * i + 3]!;
    weights[4 * i + 2] = 0;
    weights[4 * i + 3] = 0;
  }

  #indexCells(cells: number): void {
    let from = this.wholeStart;
    let to = this.wholeStart;
    for (let k = 0; k <= cells; k++) {
      while (from < this.wholeEnd && this.first[from]! < k) from++;
      while (to < this.wholeEnd && this.second[to]! < k) to++;
      this.startOf[k] = from;
      this.endOf[k] = to;
    }
  }

  #reserve(count: number, cells: number): void {
    if (this.startOf.length < cells) {
      this.startOf = new Int32Array(cells);
      this.endOf = new Int32Array(cells);
    }
    if (this.first.length >= count) return;
    this.first = new Int32Array(count);
    this.second = new Int32Array(count);
    this.weights = new Float64Array(4 * count);
  }
}
