/** ASCII that grows, without a string for each piece. */
export class ByteText {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;

  /** Appends one character by its code. */
  byte(code: number): void {
    if (this.#length === this.#bytes.length) this.#grow();
    this.#bytes[this.#length] = code;
    this.#length += 1;
  }

  /** Appends ASCII text. */
  text(text: string): void {
    for (let i = 0; i < text.length; i += 1) this.byte(text.charCodeAt(i));
  }

  /** What was appended so far. */
  taken(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #grow(): void {
    const larger = new Uint8Array(2 * this.#bytes.length);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
