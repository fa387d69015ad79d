import type { ServerHttp2Stream } from 'node:http2';
import { FarsightError } from '@farsight/protocol';
import { decodeRequest } from './decode-request.js';
import { inflateMessage } from './inflate-message.js';
import { MessageReader, type RawMessage } from './message-framing.js';
import type { FrameMemory } from '../frame-memory.js';
import { Inbox } from '../inbox.js';
import type { MessageType } from './service.js';

interface RequestReaderOptions<T> {
  readonly type: Pick<MessageType<T>, 'decode'>;
  readonly maxMessageBytes: number;
  readonly memory: FrameMemory;
  /** The `grpc-encoding` of the request. */
  readonly encoding: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * The request messages of a call, read as they are asked for: while nobody asks, at most one complete message is held and
 * the stream is paused, so that HTTP/2 flow control holds the sender back.
 */
export class RequestReader<T> implements AsyncIterableIterator<T, undefined> {
  readonly #stream: ServerHttp2Stream;
  readonly #options: RequestReaderOptions<T>;
  readonly #framing: MessageReader;
  readonly #inbox = new Inbox<RawMessage>();

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
    const taken = this.#inbox.take();
    if (this.#inbox.size === 0 && this.#inbox.open) this.#stream.resume();
    const raw = await taken;
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
    this.#inbox.clear();
    this.#inbox.end();
    this.#stream.resume();
  }

  readonly #onData = (chunk: Buffer): void => {
    try {
      this.#framing.push(chunk, this.#onMessage);
    } catch (error) {
      this.#fail(error);
    }
  };

  readonly #onMessage = (message: RawMessage): void => {
    if (this.#inbox.put(message)) this.#stream.pause();
  };

  readonly #onEnd = (): void => {
    if (!this.#framing.atBoundary) {
      this.#fail(new FarsightError('INVALID_ARGUMENT', 'The request ended inside a message.'));
      return;
    }
    this.#inbox.end();
  };

  readonly #onAbort = (): void => {
    this.#inbox.clear();
    this.#fail(this.#options.signal.reason);
  };

  #fail(reason: unknown): void {
    this.#stream.off('data', this.#onData);
    this.#stream.off('end', this.#onEnd);
    this.#inbox.fail(reason);
  }
}
