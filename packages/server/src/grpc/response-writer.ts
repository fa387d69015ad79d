import { constants, type ServerHttp2Stream } from 'node:http2';
import { responseHeaders, statusTrailers } from './grpc-headers.js';
import type { CallStatus } from './status.js';

/** A client that goes on sending for so long after its call has ended is stopped. */
const stopClientMs = 1000;

/** The response side of a call: messages, then one status. */
export class ResponseWriter {
  readonly #stream: ServerHttp2Stream;
  readonly #signal: AbortSignal;

  constructor(stream: ServerHttp2Stream, signal: AbortSignal) {
    this.#stream = stream;
    this.#signal = signal;
  }

  /**
   * Sends a message with its prefix. Returns undefined if the next may follow at once, else a promise for when it may.
   *
   * @throws the signal's reason if the call is over
   */
  send(bytes: Uint8Array): Promise<void> | undefined {
    this.#signal.throwIfAborted();
    if (!this.#stream.headersSent) this.#stream.respond(responseHeaders, { waitForTrailers: true });
    if (this.#stream.write(bytes)) return undefined;
    return this.#drained();
  }

  /** Ends the call. What the client still sends is thrown away, and it is told to stop. */
  end(status: CallStatus): void {
    const stream = this.#stream;
    if (stream.destroyed || stream.closed) return;
    const trailers = statusTrailers(status);
    if (stream.headersSent) {
      stream.once('wantTrailers', () => stream.sendTrailers(trailers));
      stream.end();
    } else {
      stream.respond({ ...responseHeaders, ...trailers }, { endStream: true });
    }
    stream.resume();
    if (!stream.readableEnded) this.#stopClientLater();
  }

  /** Clients stop sending when they get the status; resetting the stream at once could overtake and lose it. */
  #stopClientLater(): void {
    const stream = this.#stream;
    const timer = setTimeout(() => stream.close(constants.NGHTTP2_NO_ERROR), stopClientMs);
    stream.once('close', () => clearTimeout(timer));
  }

  #drained(): Promise<void> {
    const stream = this.#stream;
    const signal = this.#signal;
    return new Promise((resolve, reject) => {
      const onDrain = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = (): void => {
        stream.off('drain', onDrain);
        reject(signal.reason as Error);
      };
      stream.once('drain', onDrain);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }
}
