/** Writes COCO's run lengths: lengths of runs of 0 and 1 by turns, the first of 0. Keeps its buffer from mask to mask. */
export class RunLengths {
  #lengths = new Uint32Array(1024);
  #count = 0;
  #end = 0;

  clear(): void {
    this.#count = 0;
    this.#end = 0;
  }

  /** Marks from `start` to before `end`; each call starts where the one before ended, or later. */
  mark(start: number, end: number): void {
    if (start >= end) return;
    if (start === this.#end && this.#count > 0) {
      this.#lengths[this.#count - 1]! += end - start;
    } else {
      if (this.#count + 2 > this.#lengths.length) this.#grow();
      this.#lengths[this.#count++] = start - this.#end;
      this.#lengths[this.#count++] = end - start;
    }
    this.#end = end;
  }

  /** The lengths, for a mask of this many pixels. */
  finish(total: number): Uint32Array {
    const rest = total - this.#end;
    const lengths = new Uint32Array(this.#count + Number(rest > 0));
    lengths.set(this.#lengths.subarray(0, this.#count));
    if (rest > 0) lengths[this.#count] = rest;
    return lengths;
  }

  #grow(): void {
    const lengths = this.#lengths;
    this.#lengths = new Uint32Array(2 * lengths.length);
    this.#lengths.set(lengths);
  }
}
