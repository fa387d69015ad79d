import { FarsightError } from '@farsight/protocol';

/** No part is larger; more without a boundary is no MJPEG stream. */
const maxPartBytes = 1 << 26;

/** Header lines of a part take less. */
const maxHeaderBytes = 1 << 14;

const lineEnd = Buffer.from('\r\n');
const headerEnd = Buffer.from('\r\n\r\n');

/** The boundary that a `multipart/…` content type names; undefined for other types. */
export function multipartBoundary(contentType: string): string | undefined {
  const match = /^\s*multipart\/[^;]*;(?:.*;)?\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  // Many cameras name the boundary with the dashes that stand before it in the body.
  return (match?.[1] ?? match?.[2])?.replace(/^--/, '');
}

/**
 * Splits the body of a `multipart/x-mixed-replace` answer (RFC 2046, 5.1) into its parts' contents. Takes a part's length
 * from its Content-Length where there is one, else from the next boundary.
 *
 * @param onEnd - called when the closing boundary is found: whoever sends this has nothing more to send
 * @throws FarsightError SOURCE_FAILED if a part or its header is larger than any can be.
 */
export async function* multipartBodies(
  chunks: AsyncIterable<Uint8Array>,
  boundary: string,
  onEnd: () => void = () => undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const splitter = new PartSplitter(boundary);
  for await (const chunk of chunks) {
    splitter.push(chunk);
    for (let part = splitter.next(); part !== undefined; part = splitter.next()) yield part;
  }
  if (splitter.isClosed) onEnd();
}

/** Finds parts in bytes that arrive in any pieces. */
class PartSplitter {
  readonly #delimiter: Buffer;
  #bytes: Buffer = Buffer.alloc(0);
  /** Where to go on looking for the end of the current part. */
  #searched = 0;
  /** Length of the current part's body; -1 where it goes to the boundary, undefined between parts. */
  #bodyLength: number | undefined;

  constructor(boundary: string) {
    this.#delimiter = Buffer.from(`--${boundary}`, 'latin1');
  }

  push(chunk: Uint8Array): void {
    this.#bytes = this.#bytes.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#bytes, chunk]);
  }

  /** Whether what follows the last part is the closing boundary. */
  get isClosed(): boolean {
    const start = this.#bodyLength === undefined ? this.#bytes.indexOf(this.#delimiter) : -1;
    return (
      start >= 0 &&
      this.#bytes.indexOf('--', start + this.#delimiter.length) === start + this.#delimiter.length
    );
  }

  /** The next complete part, if there is one. */
  next(): Uint8Array | undefined {
    if (this.#bodyLength === undefined && !this.#readHeader()) return undefined;
    return this.#bodyLength === -1 ? this.#bodyToBoundary() : this.#bodyOf(this.#bodyLength ?? 0);
  }

  #readHeader(): boolean {
    const start = this.#bytes.indexOf(this.#delimiter);
    const from = start < 0 ? 0 : start + this.#delimiter.length;
    const end = start < 0 ? -1 : this.#bytes.indexOf(headerEnd, from);
    if (end < 0) {
      this.#limit(maxHeaderBytes);
      return false;
    }
    const header = this.#bytes.toString('latin1', from, end);
    const length = /^content-length:\s*(\d{1,10})\s*$/im.exec(header)?.[1];
    this.#drop(end + headerEnd.length);
    this.#bodyLength = length === undefined ? -1 : Number(length);
    return true;
  }

  #bodyOf(length: number): Uint8Array | undefined {
    if (length > maxPartBytes) throw tooLarge();
    return this.#bytes.length < length ? undefined : this.#take(length);
  }

  #bodyToBoundary(): Uint8Array | undefined {
    const end = this.#bytes.indexOf(this.#delimiter, this.#searched);
    if (end < 0) {
      this.#searched = Math.max(0, this.#bytes.length - this.#delimiter.length);
      this.#limit(maxPartBytes);
      return undefined;
    }
    const hasLineEnd = end >= 2 && this.#bytes.subarray(end - lineEnd.length, end).equals(lineEnd);
    return this.#take(hasLineEnd ? end - lineEnd.length : end);
  }

  #take(length: number): Uint8Array {
    const part = new Uint8Array(this.#bytes.subarray(0, length));
    this.#drop(length);
    this.#bodyLength = undefined;
    return part;
  }

  #drop(length: number): void {
    this.#bytes = this.#bytes.subarray(length);
    this.#searched = 0;
  }

  #limit(most: number): void {
    if (this.#bytes.length > most) throw tooLarge();
  }
}

function tooLarge(): FarsightError {
  return new FarsightError(
    'SOURCE_FAILED',
    'The MJPEG stream has no end of a picture where there must be one.',
  );
}
