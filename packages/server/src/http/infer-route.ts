import type { IncomingMessage, ServerResponse } from 'node:http';
import { FarsightError, type ErrorCode } from '@farsight/protocol';
import { errorForClient } from '../error-to-status.js';
import { text, type Reply } from './reply.js';

/** What runs the frames that a page sends. */
export interface InferOptions {
  /**
   * The bytes of an `InferRequest` -> those of an `InferResponse`. `signal` fires when nobody waits any more.
   *
   * @throws anything: the page is told what a client of gRPC would be
   */
  readonly run: (request: Uint8Array, signal: AbortSignal) => Promise<Uint8Array>;
  /** Most bytes of a request. */
  readonly maxBytes: number;
}

/** Most frames of pages that are received or run at the same time. */
const mostAtOnce = 16;

const messageType = 'application/x-protobuf';

/** HTTP status of errors that are not the server's own. */
const statusOf: Readonly<Partial<Record<ErrorCode, number>>> = {
  FRAME_TOO_LARGE: 413,
  INVALID_ARGUMENT: 400,
  INVALID_FRAME: 400,
  LIMIT_EXCEEDED: 429,
  MESSAGE_TOO_LARGE: 413,
  NETWORK_NOT_FOUND: 404,
  SHUTTING_DOWN: 503,
  UNSUPPORTED: 501,
  WEIGHTS_UNAVAILABLE: 503,
};

/** `POST /api/infer`: runs one frame. The caller has checked who asks. */
export class InferRoute {
  readonly #options: InferOptions;
  #running = 0;

  constructor(options: InferOptions) {
    this.#options = options;
  }

  /** Never rejects; `send` is called once, unless nobody waits any more. */
  async answer(
    request: IncomingMessage,
    send: (reply: Reply) => void,
    response: ServerResponse,
  ): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort(new FarsightError('CANCELLED', 'Nobody waits for this frame.')));
    const reply = this.#running < mostAtOnce ? await this.#reply(request, gone.signal) : tooMany();
    request.resume();
    if (!gone.signal.aborted) send(reply);
  }

  async #reply(request: IncomingMessage, signal: AbortSignal): Promise<Reply> {
    this.#running += 1;
    try {
      const answer = await this.#options.run(await readBody(request, this.#options.maxBytes), signal);
      const headers = { 'Cache-Control': 'no-store', 'Content-Type': messageType };
      return { status: 200, headers, body: Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength) };
    } catch (error) {
      const { code, message } = errorForClient(error);
      // What was not read of the body cannot be told from the next request.
      const headers = request.complete ? {} : { Connection: 'close' };
      return text(statusOf[code] ?? 500, message, headers);
    } finally {
      this.#running -= 1;
    }
  }
}

function tooMany(): Reply {
  const headers = { 'Retry-After': '1', Connection: 'close' };
  return text(503, `Expected at most ${mostAtOnce} frames at the same time.`, headers);
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  if (request.headers['content-type'] !== messageType) {
    throw new FarsightError('INVALID_ARGUMENT', `Expected an InferRequest as ${messageType}.`);
  }
  const tooLarge = (): FarsightError =>
    new FarsightError('MESSAGE_TOO_LARGE', `Expected at most ${maxBytes} bytes (limit messageBytes).`);
  if (Number(request.headers['content-length']) > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
