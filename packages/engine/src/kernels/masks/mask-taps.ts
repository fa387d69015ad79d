import type { MaskAxis, PixelRange } from './mask-axis.js';

/**
 * What source pixels `start` to `end` of one axis take from the prototype cells of a window, for one box: four weights each,
 * for cells `first`, `first + 1`, `second` and `second + 1`, counted from the start of the window. Input pixels beyond the
 * box count nothing.
 */
export class MaskTaps {
  first = new Int32Array(0);
  second = new Int32Array(0);
  /** Four per pixel. */
  weights = new Float64Array(0);
  /** Ends of the groups of pixels that take from the same cells, and all of whose input pixels are in the box or not. */
  groupEnds = new Int32Array(0);
  /** Per group: 1 if the weights of its pixels add up to 1. */
  isWhole = new Uint8Array(0);
  groups = 0;
  /** Number of pixels. */
  count = 0;

  /** Makes the table of a box: of the source pixels `source`, which take from `input` pixels and cells from `protoStart` on. */
  fill(axis: MaskAxis, source: PixelRange, input: PixelRange, protoStart: number): void {
    this.count = source.end - source.start;
    this.#reserve(this.count);
    for (let i = 0; i < this.count; i++) {
      const at = axis.inputFirst[source.start + i]!;
      const part = axis.inputPart[source.start + i]!;
      this.first[i] = this.#tap(axis, input, at, 1 - part, protoStart, 4 * i);
      this.second[i] = this.#tap(axis, input, part > 0 ? at + 1 : at, part, protoStart, 4 * i + 2);
    }
    this.#group();
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

  #group(): void {
    this.groups = 0;
    for (let i = 0; i < this.count; i++) {
      const isWhole = Number(this.#sum(i) > 1 - 1e-9);
      const group = this.groups - 1;
      const joins =
        i > 0 &&
        this.first[i] === this.first[i - 1] &&
        this.second[i] === this.second[i - 1] &&
        this.isWhole[group] === isWhole;
      if (!joins) this.isWhole[this.groups++] = isWhole;
      this.groupEnds[this.groups - 1] = i + 1;
    }
  }

  #sum(i: number): number {
    const { weights } = this;
    return weights[4 * i]! + weights[4 * i + 1]! + weights[4 * i + 2]! + weights[4 * i + 3]!;
  }

  #reserve(count: number): void {
    if (this.first.length >= count) return;
    this.first = new Int32Array(count);
    this.second = new Int32Array(count);
    this.weights = new Float64Array(4 * count);
    this.groupEnds = new Int32Array(count);
    this.isWhole = new Uint8Array(count);
  }
}
