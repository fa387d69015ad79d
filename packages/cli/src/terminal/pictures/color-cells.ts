import type { RgbPicture } from './rgb-picture.js';

/** Bits of a channel that tell colours apart: 32 x 32 x 32 cells. */
const bits = 5;
const allCells = 2 ** (3 * bits);

/** The colours of a picture, rounded into cells of a cube; a list of those there are, which can be put in order. */
export class ColorCells {
  /** The cell of each pixel. */
  readonly #cellOf: Uint16Array;
  /** Pixels in each cell. */
  readonly #counts = new Uint32Array(allCells);
  /** Sums of red, green and blue of each cell's pixels: their means are exact. */
  readonly #sums = new Float64Array(3 * allCells);
  readonly #used: Uint16Array;

  constructor({ width, height, strideBytes, data }: RgbPicture) {
    this.#cellOf = new Uint16Array(width * height);
    let pixel = 0;
    for (let y = 0; y < height; y += 1) {
      const end = y * strideBytes + 3 * width;
      for (let at = y * strideBytes; at < end; at += 3, pixel += 1) {
        this.#cellOf[pixel] = this.#count(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0);
      }
    }
    const used: number[] = [];
    for (let cell = 0; cell < allCells; cell += 1) if (this.#counts[cell] !== 0) used.push(cell);
    this.#used = Uint16Array.from(used);
  }

  /** Cells with pixels. */
  get count(): number {
    return this.#used.length;
  }

  /** How many pixels some cells of the list have. */
  pixels(from: number, to: number): number {
    let sum = 0;
    for (let i = from; i < to; i += 1) sum += this.#counts[this.#used[i] ?? 0] ?? 0;
    return sum;
  }

  /** The mean of one channel over some cells, and the sum of squares of how far the cells' own means are from it. */
  spread(from: number, to: number, channel: number, pixels: number): { mean: number; error: number } {
    let [total, squares] = [0, 0];
    for (let i = from; i < to; i += 1) {
      const cell = this.#used[i] ?? 0;
      const sum = this.#sums[3 * cell + channel] ?? 0;
      total += sum;
      squares += (sum * sum) / (this.#counts[cell] ?? 1);
    }
    return { mean: total / pixels, error: Math.max(0, squares - (total * total) / pixels) };
  }

  /** Puts those of some cells first that are below the mean in a channel; returns where the others begin. */
  partition(from: number, to: number, channel: number, means: readonly number[]): number {
    const mean = means[channel] ?? 0;
    let middle = from;
    for (let i = from; i < to; i += 1) {
      const cell = this.#used[i] ?? 0;
      if ((this.#sums[3 * cell + channel] ?? 0) / (this.#counts[cell] ?? 1) >= mean) continue;
      this.#used[i] = this.#used[middle] ?? 0;
      this.#used[middle] = cell;
      middle += 1;
    }
    return middle;
  }

  /** For each pixel the number of the group of cells it is in; groups follow each other and are named by their ends. */
  numbered(ends: readonly number[]): Uint8Array {
    const numberOf = new Uint8Array(allCells);
    let from = 0;
    ends.forEach((end, number) => {
      for (; from < end; from += 1) numberOf[this.#used[from] ?? 0] = number;
    });
    const numbers = new Uint8Array(this.#cellOf.length);
    for (let i = 0; i < numbers.length; i += 1) numbers[i] = numberOf[this.#cellOf[i] ?? 0] ?? 0;
    return numbers;
  }

  /** Adds a pixel to its cell, and returns that. */
  #count(red: number, green: number, blue: number): number {
    const cell = ((red >> 3) << 10) | ((green >> 3) << 5) | (blue >> 3);
    const [counts, sums] = [this.#counts, this.#sums];
    counts[cell] = (counts[cell] ?? 0) + 1;
    sums[3 * cell] = (sums[3 * cell] ?? 0) + red;
    sums[3 * cell + 1] = (sums[3 * cell + 1] ?? 0) + green;
    sums[3 * cell + 2] = (sums[3 * cell + 2] ?? 0) + blue;
    return cell;
  }
}
