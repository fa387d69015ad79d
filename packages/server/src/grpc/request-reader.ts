import type { ServerHttp2Stream } from 'node:http2';
import { FarsightError } from '@farsight/protocol';
import { decodeRequest } from './decode-request.js';
import { inflateMessage } from './inflate-message.js';
import { MessageReader, type RawMessage } from './message-framing.js';
import type { FrameMemory } from '../frame-memory.js';
import type { MessageType } from './service.js';

interface RequestReaderOptions<T> {
  readonly type: Pick<MessageType<T>, 'decode'>;
  readonly maxMessageBytes: number;
  readonly memory: FrameMemory;
  /** The `grpc-encoding` of the request. */
  readonly encoding: string | undefined;
  readonly signal: AbortSignal;
}

interface Waiter {
  resolve(message: RawMessage | undefined): void;
  reject(reason: unknown): void;
}

/**
 * The request messages of a call, read as they are asked for: while nobody asks, at most one complete message is held and
 * the stream is paused, so that HTTP/2 flow control holds the sender back.
 */
export class RequestReader<T> implements AsyncIterableIterator<T, undefined> {
  readonly #stream: ServerHttp2Stream;
  readonly #options: RequestReaderOptions<T>;
  readonly #framing: MessageReader;
  readonly #complete: RawMessage[] = [];
  #waiter: Waiter | undefined;
  #ended = false;
  #failure: { readonly reason: unknown } | undefined;

  constructor(stream: ServerHttp2Stream, options: RequestReaderOptions<T>) {
    this.#stream = stream;
    this.#options = options;
    this.#framing = new MessageReader(options.maxMessageBytes, options.memory);
    stream.on('data', this.#onData);
    stream.on('end', this.#onEnd);
    options.signal.addEventListener('abort', this.#onAbort, { once: true });
    if (options.signal.aborted) this.#onAbort();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    const raw = await this.#take();
    if (raw === undefined) return { done: true, value: undefined };
    const { type, encoding, maxMessageBytes } = this.#options;
    const bytes = raw.compressed ? await inflateMessage(raw.data, encoding, maxMessageBytes) : raw.data;
    return { done: false, value: decodeRequest(type, bytes) };
  }

  /** Nobody wants more: what still comes is thrown away. */
  async return(): Promise<IteratorResult<T, undefined>> {
    this.stop();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** As {@link return}, at once. */
  stop(): void {
    this.#stream.off('data', this.#onData);
    this.#stream.off('end', this.#onEnd);
    this.#options.signal.removeEventListener('abort', this.#onAbort);
    this.#complete.length = 0;
    this.#ended = true;
    this.#waiter?.resolve(undefined);
    this.#stream.resume();
  }

  #take(): Promise<RawMessage | undefined> | RawMessage | undefined {
    const message = this.#complete.shift();
    if (message === undefined && this.#failure !== undefined) throw this.#failure.reason;
    if (this.#complete.length === 0 && !this.#ended) this.#stream.resume();
    if (message !== undefined || this.#ended) return message;
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
    });
  }

  readonly #onData = (chunk: Buffer): void => {
    try {
      this.#framing.push(chunk, this.#onMessage);
    } catch (error) {
      this.#fail(error);
    }
  };

  readonly #onMessage = (message: RawMessage): void => {
    const waiter = this.#waiter;
    if (waiter === undefined) {
      this.#complete.push(message);
      this.#stream.pause();
      return;
    }
    this.#waiter = undefined;
    waiter.resolve(message);
  };

  readonly #onEnd = (): void => {
    if (!this.#framing.atBoundary) {
      this.#fail(new FarsightError('INVALID_ARGUMENT', 'The request ended inside a message.'));
      return;
    }
    this.#ended = true;
    this.#waiter?.resolve(undefined);
    this.#waiter = undefined;
  };

  readonly #onAbort = (): void => {
    this.#complete.length = 0;
    this.#fail(this.#options.signal.reason);
  };

  #fail(reason: unknown): void {
    this.#failure ??= { reason };
    this.#stream.off('data', this.#onData);
    this.#stream.off('end', this.#onEnd);
    this.#waiter?.reject(reason);
    this.#waiter = undefined;
  }
}
