import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Random access to bytes that are not all in memory. */
export interface ByteSource {
  readonly size: number;
  /** The bytes from `offset`, at most `length`, fewer at the end. Valid until the next read. */
  read(offset: number, length: number): Uint8Array;
}

/** Bytes in memory. */
export class MemorySource implements ByteSource {
  readonly size: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.size = bytes.length;
  }

  read(offset: number, length: number): Uint8Array {
    return this.#bytes.subarray(offset, offset + length);
  }
}

/** Weights are skipped, so small pages waste least: what lies between two tensors is a few hundred bytes. */
const pageBytes = 16 * 1024;

/** A file, read page by page as it is looked at. The owner disposes it. */
export class FileSource implements ByteSource, Disposable {
  readonly size: number;
  readonly #fd: number;
  readonly #page = new Uint8Array(pageBytes);
  #pageStart = 0;
  #pageLength = 0;

  constructor(path: string) {
    this.#fd = openSync(path, 'r');
    this.size = fstatSync(this.#fd).size;
  }

  read(offset: number, length: number): Uint8Array {
    if (length > pageBytes) {
      const bytes = new Uint8Array(Math.min(length, Math.max(0, this.size - offset)));
      return bytes.subarray(0, readSync(this.#fd, bytes, 0, bytes.length, offset));
    }
    if (offset < this.#pageStart || offset + length > this.#pageStart + this.#pageLength) {
      this.#pageLength = readSync(this.#fd, this.#page, 0, pageBytes, offset);
      this.#pageStart = offset;
    }
    const from = offset - this.#pageStart;
    return this.#page.subarray(from, Math.min(from + length, this.#pageLength));
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }
}
