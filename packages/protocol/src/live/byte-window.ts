/** Bytes not consumed yet, as the chunks they came in: joined only where a message needs it. */
export class ByteWindow {
  #chunks: Uint8Array[] = [];
  #length = 0;

  /** Bytes there are. */
  get length(): number {
    return this.#length;
  }

  /** Adds a chunk, which is kept as it is. */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** The first `count` bytes; there must be as many. */
  peek(count: number): Uint8Array {
    const first = this.#chunks[0];
    if (first === undefined || first.length < count) {
      const joined = new Uint8Array(this.#length);
      let offset = 0;
      for (const chunk of this.#chunks) {
        joined.set(chunk, offset);
        offset += chunk.length;
      }
      this.#chunks = [joined];
    }
    return (this.#chunks[0] ?? new Uint8Array()).subarray(0, count);
  }

  /** Removes and returns the first `count` bytes; there must be as many. */
  take(count: number): Uint8Array {
    const bytes = this.peek(count);
    const first = this.#chunks[0];
    if (first !== undefined) {
      if (first.length === count) this.#chunks.shift();
      else this.#chunks[0] = first.subarray(count);
    }
    this.#length -= count;
    return bytes;
  }
}
