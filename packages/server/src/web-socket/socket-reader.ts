import { FarsightError } from '@farsight/protocol';
import type { RawData, WebSocket } from 'ws';
import { decodeRequest } from '../grpc/decode-request.js';
import { streamWindowBytes } from '../grpc/flow-control.js';
import type { FrameMemory } from '../frame-memory.js';
import { Inbox } from '../inbox.js';
import type { MessageType } from '../grpc/service.js';

interface SocketReaderOptions<T> {
  readonly type: Pick<MessageType<T>, 'decode'>;
  readonly memory: FrameMemory;
  readonly signal: AbortSignal;
}

/** What a message that waits costs besides its bytes, so that empty ones are bounded too. */
const messageCostBytes = 1024;

/**
 * The request messages of a call, read as they are asked for. What nobody has asked for yet waits here, up to the window that
 * gRPC gives a stream; beyond it the socket is paused, so that TCP holds the sender back. Within it a client that leaves is
 * noticed at once.
 */
export class SocketReader<T> implements AsyncIterableIterator<T, undefined> {
  readonly #socket: WebSocket;
  readonly #options: SocketReaderOptions<T>;
  readonly #inbox = new Inbox<Buffer>();
  #waitingBytes = 0;

  constructor(socket: WebSocket, options: SocketReaderOptions<T>) {
    this.#socket = socket;
    this.#options = options;
    socket.on('message', this.#onMessage);
    options.signal.addEventListener('abort', this.#onAbort, { once: true });
    if (options.signal.aborted) this.#onAbort();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    const { type, memory } = this.#options;
    const wasKept = this.#inbox.size > 0;
    const bytes = await this.#inbox.take();
    if (bytes === undefined) return { done: true, value: undefined };
    if (wasKept) this.#makeRoom(bytes);
    return { done: false, value: decodeRequest(type, ownBytes(bytes, memory)) };
  }

  /** Nobody wants more: what still comes is thrown away. */
  return(): Promise<IteratorResult<T, undefined>> {
    this.stop();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** As {@link return}, at once. */
  stop(): void {
    this.#leave();
    this.#inbox.clear();
    this.#inbox.end();
  }

  readonly #onMessage = (data: RawData, isBinary: boolean): void => {
    const bytes = data as Buffer; // binaryType is "nodebuffer"
    if (isBinary) this.#arrived(bytes);
    else if (bytes.length === 0) this.#end();
    else this.#fail(textReceived());
  };

  #arrived(bytes: Buffer): void {
    if (!this.#inbox.put(bytes)) return;
    this.#waitingBytes += bytes.length + messageCostBytes;
    if (this.#waitingBytes >= streamWindowBytes) this.#socket.pause();
  }

  #makeRoom(taken: Buffer): void {
    this.#waitingBytes -= taken.length + messageCostBytes;
    if (this.#waitingBytes < streamWindowBytes) this.#socket.resume();
  }

  #end(): void {
    this.#leave();
    this.#inbox.end();
  }

  readonly #onAbort = (): void => {
    this.#inbox.clear();
    this.#fail(this.#options.signal.reason);
  };

  #fail(reason: unknown): void {
    this.#leave();
    this.#inbox.fail(reason);
  }

  /** Whatever comes from now on is thrown away; it is read, so that the end of the connection is seen. */
  #leave(): void {
    this.#socket.off('message', this.#onMessage);
    this.#options.signal.removeEventListener('abort', this.#onAbort);
    this.#socket.resume();
  }
}

/** A message in memory of its own, so that it can be transferred to another thread: ws cuts small ones out of larger pieces. */
function ownBytes(bytes: Buffer, memory: FrameMemory): Uint8Array {
  if (bytes.byteLength === bytes.buffer.byteLength) return bytes;
  const own = memory.take(bytes.length);
  own.set(bytes);
  return own;
}

function textReceived(): FarsightError {
  return new FarsightError(
    'INVALID_ARGUMENT',
    'Expected binary messages, and an empty text message as their end, but received a text message.',
  );
}
