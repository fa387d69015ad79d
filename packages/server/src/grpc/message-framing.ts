import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { FarsightError } from '@farsight/protocol';
import type { FrameMemory } from '../frame-memory.js';

/** Compressed flag and length, before every message: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md */
const prefixBytes = 5;
const prefixRoom = new Uint8Array(prefixBytes);

/** A message as it came: still compressed if it was sent so. */
export interface RawMessage {
  readonly compressed: boolean;
  /** Its ArrayBuffer is its alone, so that it can be transferred to another thread without a copy. */
  readonly data: Uint8Array<ArrayBuffer>;
}

/**
 * Cuts the chunks of a request's body into messages. Every byte is copied once, from the chunk into its message, so no
 * chunk is kept; a message's memory is reserved when its length is known and touched only as its bytes arrive.
 */
export class MessageReader {
  readonly #maxBytes: number;
  readonly #memory: FrameMemory;
  readonly #prefix = Buffer.alloc(prefixBytes);
  #prefixFilled = 0;
  #message: Buffer<ArrayBuffer> | undefined;
  #filled = 0;

  constructor(maxBytes: number, memory: FrameMemory) {
    this.#maxBytes = maxBytes;
    this.#memory = memory;
  }

  /** Whether the bytes so far end between two messages. */
  get atBoundary(): boolean {
    return this.#prefixFilled === 0;
  }

  /**
   * Calls `emit` for each message that `chunk` completes.
   *
   * @throws FarsightError MESSAGE_TOO_LARGE, INVALID_ARGUMENT if the bytes are no gRPC messages.
   */
  push(chunk: Buffer, emit: (message: RawMessage) => void): void {
    let at = 0;
    do {
      if (this.#message === undefined) at += this.#readPrefix(chunk, at);
      if (this.#message === undefined) return;
      const count = chunk.copy(this.#message, this.#filled, at);
      at += count;
      this.#filled += count;
      if (this.#filled === this.#message.length) emit(this.#finish(this.#message));
    } while (at < chunk.length);
  }

  #readPrefix(chunk: Buffer, at: number): number {
    const count = chunk.copy(this.#prefix, this.#prefixFilled, at);
    this.#prefixFilled += count;
    if (this.#prefixFilled < prefixBytes) return count;
    if ((this.#prefix[0] ?? 0) > 1) {
      throw new FarsightError('INVALID_ARGUMENT', 'Expected gRPC messages but received other bytes.');
    }
    const byteLength = this.#prefix.readUInt32BE(1);
    if (byteLength > this.#maxBytes) throw messageTooLarge(this.#maxBytes, byteLength);
    this.#message = this.#memory.take(byteLength);
    this.#filled = 0;
    return count;
  }

  #finish(data: Buffer<ArrayBuffer>): RawMessage {
    this.#message = undefined;
    this.#prefixFilled = 0;
    return { compressed: this.#prefix[0] === 1, data };
  }
}

/** The refusal of a message longer than `limits.messageBytes`. */
export function messageTooLarge(maxBytes: number, byteLength?: number): FarsightError {
  const received = byteLength === undefined ? 'more' : `one of ${byteLength}`;
  return new FarsightError(
    'MESSAGE_TOO_LARGE',
    `Expected messages of at most ${maxBytes} bytes (limit messageBytes) but received ${received}.`,
  );
}

/** A message as bytes, with its prefix, made in one buffer. */
export function frameMessage<T>(
  type: { encode(message: T, writer?: BinaryWriter): BinaryWriter },
  message: T,
): Uint8Array {
  const bytes = type.encode(message, new BinaryWriter().raw(prefixRoom)).finish();
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(1, bytes.length - prefixBytes);
  return bytes;
}
