import type { InputData } from '../kernels/input-tensor.js';

/**
 * Most pictures and bytes of one run's input. Small, as batches hardly pay on a processor: per picture and on one thread,
 * MobileFaceNet 112x112 took 3.6 ms alone, 3.4 with 2 or 4 rows, 4.1 with 32; LPRNet 94x24 1.9, 2.0 and 3.5; YOLOv5n 640x640
 * 29.5 alone, 37.3 with 4; on a quieter machine YOLOv8n 640x640 57 alone, 59 with 2, 62 with 4.
 */
const mostRows = 4;
const mostBytes = 2 ** 20;

/** How many pictures of this many bytes run together, at least 1. */
export function rowsPerRun(rowBytes: number): number {
  return Math.max(1, Math.min(mostRows, Math.floor(mostBytes / rowBytes)));
}

/** The inputs of several pictures one after the other: the rows of a batch. Memory is kept from batch to batch. */
export class BatchInput {
  #data: InputData | undefined;
  #length = 0;

  /** Begins a batch of `rows` inputs like this one. */
  begin(rows: number, like: InputData): void {
    this.#length = 0;
    if (this.#data !== undefined && this.#data.length >= rows * like.length) return;
    this.#data = emptyLike(like, rows * like.length);
  }

  add(row: InputData): void {
    this.#data?.set(row, this.#length);
    this.#length += row.length;
  }

  /** All rows, valid until the next {@link begin}. */
  get data(): InputData {
    if (this.#data === undefined) throw new Error('A batch is read before it was begun.');
    return this.#data.subarray(0, this.#length);
  }
}

function emptyLike(data: InputData, length: number): InputData {
  if (data instanceof Float32Array) return new Float32Array(length);
  return data instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length);
}
