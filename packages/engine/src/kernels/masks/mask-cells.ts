import type { PixelRange } from './mask-axis.js';

/** Prototypes of one frame: `channels` maps of `width` x `height` cells, rows first. */
export interface Prototypes {
  readonly values: Float32Array;
  readonly channels: number;
  readonly width: number;
  readonly height: number;
}

/** The masks of boxes at the size of the prototypes, where they are needed. Keeps buffers. */
export class MaskCells {
  #sums = new Float64Array(0);
  #cells = new Float32Array(0);

  /**
   * `sigmoid(coefficients x prototypes)` of a window, column by column; one more column and row of 0 follow at its right
   * and bottom, for weights of 0. Valid until the next call.
   */
  fill(
    prototypes: Prototypes,
    coefficients: Float32Array,
    columns: PixelRange,
    rows: PixelRange,
  ): Float32Array {
    const width = columns.end - columns.start;
    const height = rows.end - rows.start;
    this.#reserve(width, height);
    const sums = this.#sums.fill(0, 0, width * height);
    for (let channel = 0; channel < prototypes.channels; channel += 4) {
      addChannels(sums, prototypes, coefficients, channel, columns, rows);
    }
    this.#activate(width, height);
    return this.#cells;
  }

  #activate(width: number, height: number): void {
    const columnLength = height + 1;
    const sums = this.#sums;
    const cells = this.#cells;
    for (let x = 0; x < width; x++) {
      for (let y = 0; y < height; y++) {
        // What is not a number is in no mask, and must not spoil its neighbours.
        cells[x * columnLength + y] = 1 / (1 + Math.exp(-sums[y * width + x]!)) || 0;
      }
      cells[x * columnLength + height] = 0;
    }
    cells.fill(0, width * columnLength, (width + 1) * columnLength);
  }

  #reserve(width: number, height: number): void {
    if (this.#sums.length < width * height) this.#sums = new Float64Array(width * height);
    const length = (width + 1) * (height + 1);
    if (this.#cells.length < length) this.#cells = new Float32Array(length);
  }
}

/** Four channels at a time, so that the sums are read and written a quarter as often. */
function addChannels(
  sums: Float64Array,
  { values, channels, width, height }: Prototypes,
  coefficients: Float32Array,
  channel: number,
  columns: PixelRange,
  rows: PixelRange,
): void {
  const size = width * height;
  const last = channels - 1 - channel;
  const c0 = coefficients[channel]!;
  const c1 = last >= 1 ? coefficients[channel + 1]! : 0;
  const c2 = last >= 2 ? coefficients[channel + 2]! : 0;
  const c3 = last >= 3 ? coefficients[channel + 3]! : 0;
  const o0 = channel * size;
  const o1 = o0 + Math.min(last, 1) * size;
  const o2 = o0 + Math.min(last, 2) * size;
  const o3 = o0 + Math.min(last, 3) * size;
  let to = 0;
  for (let y = rows.start; y < rows.end; y++) {
    const end = y * width + columns.end;
    for (let at = y * width + columns.start; at < end; at++, to++) {
      sums[to]! +=
        c0 * values[o0 + at]! + c1 * values[o1 + at]! + c2 * values[o2 + at]! + c3 * values[o3 + at]!;
    }
  }
}
