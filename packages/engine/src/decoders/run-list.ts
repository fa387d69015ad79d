const initialCapacity = 4096;

/** Runs of equal values, in buffers that grow. */
export class RunList {
  #values = new Int32Array(initialCapacity);
  #lengths = new Int32Array(initialCapacity);
  #count = 0;

  clear(): void {
    this.#count = 0;
  }

  /** Adds `length` times a value, to the last run if that has the same. */
  add(value: number, length: number): void {
    const last = this.#count - 1;
    if (last >= 0 && this.#values[last] === value) {
      this.#lengths[last] = this.#lengths[last]! + length;
      return;
    }
    if (this.#count === this.#values.length) this.#grow();
    this.#values[this.#count] = value;
    this.#lengths[this.#count++] = length;
  }

  /** Adds all runs of another list. */
  append(other: RunList): void {
    for (let i = 0; i < other.#count; i++) this.add(other.#values[i]!, other.#lengths[i]!);
  }

  /** A copy of the runs. */
  copy(): { readonly values: Int32Array; readonly lengths: Int32Array } {
    return { values: this.#values.slice(0, this.#count), lengths: this.#lengths.slice(0, this.#count) };
  }

  #grow(): void {
    const values = new Int32Array(2 * this.#count);
    const lengths = new Int32Array(2 * this.#count);
    values.set(this.#values);
    lengths.set(this.#lengths);
    this.#values = values;
    this.#lengths = lengths;
  }
}
