import { ConnectionError, FarsightError, errorOfCode, isErrorCode } from '@farsight/protocol';
import { Notifier } from '../stream/notifier.js';
import { brokenProtocol } from '../stream/reply-outcome.js';
import type { StandardWebSocket, WebSocketEvent } from './web-socket.js';

/** Nothing more is sent while so much waits in the socket: frames are better held back where they can still be dropped. */
const maxWaitingBytes = 2 ** 20;
/** How often it is looked whether less waits: sockets of browsers do not say. */
const lookAgainMs = 4;
/** How a server closes the socket of a client whose message is too large (RFC 6455, 7.4.1). */
const messageTooBig = 1009;

/** What a call needs to know of its surroundings. */
export interface SocketCallOptions {
  /** For messages to the user. */
  readonly server: string;
  /** Largest message sent or received; as much may have arrived without being read. */
  readonly maxMessageBytes: number;
}

/** One call over one socket: requests and responses as bytes, then the outcome that the server gives. */
export class SocketCall {
  readonly #socket: StandardWebSocket;
  readonly #options: SocketCallOptions;
  readonly #changed = new Notifier();
  readonly #arrived: Uint8Array[] = [];
  #arrivedBytes = 0;
  #open = false;
  #end: { readonly failure: FarsightError | undefined } | undefined;

  constructor(socket: StandardWebSocket, options: SocketCallOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => {
      this.#open = true;
      this.#changed.notify();
    });
    socket.addEventListener('message', ({ data }) => this.#received(data));
    socket.addEventListener('close', (event) => this.#finish(this.#lost(event)));
    // Its close follows, and is what counts.
    socket.addEventListener('error', () => undefined);
  }

  /** Yields what arrives; throws the call's failure after what arrived before it. */
  async *responses(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const message = this.#arrived.shift();
      if (message !== undefined) {
        this.#arrivedBytes -= message.length;
        yield message;
      } else if (this.#end === undefined) await this.#changed.wait();
      else if (this.#end.failure === undefined) return;
      else throw this.#end.failure;
    }
  }

  /** Sends requests until they or the call end; a failure of theirs is the call's. Never rejects. */
  async send(requests: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      while (!this.#open && this.#end === undefined) await this.#changed.wait();
      if (this.#over()) return;
      for await (const message of requests) {
        await this.#room();
        if (this.#over()) return;
        this.#check(message.length, 'Send the frame compressed or smaller, or raise the limit on both sides');
        this.#socket.send(message as Uint8Array<ArrayBuffer>);
      }
      // No more requests.
      if (!this.#over()) this.#socket.send('');
    } catch (error) {
      this.#finish(FarsightError.from(error));
    }
  }

  /** Ends the call at once, if it has not ended; what arrived is forgotten. */
  cancel(): void {
    this.#arrived.length = 0;
    this.#finish(new FarsightError('CANCELLED', 'The call was cancelled.'));
  }

  #over(): boolean {
    return this.#end !== undefined;
  }

  async #room(): Promise<void> {
    while (this.#socket.bufferedAmount > maxWaitingBytes && !this.#over()) {
      await new Promise<void>((resolve) => {
        setTimeout(resolve, lookAgainMs);
      });
    }
  }

  #received(data: unknown): void {
    if (this.#over()) return;
    if (typeof data === 'string') this.#finish(outcomeOf(data));
    else if (data instanceof ArrayBuffer) this.#keep(new Uint8Array(data));
  }

  #keep(message: Uint8Array): void {
    const { maxMessageBytes } = this.#options;
    try {
      this.#check(message.length, 'Ask for fewer results, or raise the limit');
    } catch (error) {
      this.#finish(FarsightError.from(error));
      return;
    }
    if (this.#arrived.length > 0 && this.#arrivedBytes + message.length > maxMessageBytes) {
      this.#finish(tooSlow(maxMessageBytes));
      return;
    }
    this.#arrived.push(message);
    this.#arrivedBytes += message.length;
    this.#changed.notify();
  }

  #check(bytes: number, remedy: string): void {
    const { maxMessageBytes } = this.#options;
    if (bytes <= maxMessageBytes) return;
    throw new FarsightError(
      'MESSAGE_TOO_LARGE',
      `A message was larger than allowed (${maxMessageBytes} bytes). ${remedy} (here it is the option maxMessageBytes).`,
    );
  }

  #lost({ code }: WebSocketEvent): FarsightError {
    const { server } = this.#options;
    if (code === messageTooBig) {
      return new FarsightError(
        'MESSAGE_TOO_LARGE',
        "A message was larger than the server allows. Send the frame compressed or smaller, or raise the server's limit.",
      );
    }
    if (this.#open) {
      const text = `The connection to ${server} broke. Is the server still running?`;
      return new ConnectionError('CONNECTION_LOST', text);
    }
    return new ConnectionError(
      'CONNECTION_FAILED',
      `Could not connect to ${server}. Is the server running, is this its HTTP port (5080 unless told otherwise), and is this its own page?`,
    );
  }

  #finish(failure: FarsightError | undefined): void {
    if (this.#over()) return;
    this.#end = { failure };
    this.#socket.close();
    this.#changed.notify();
  }
}

/** The server's last word: undefined if the call went well, else its error. */
function outcomeOf(text: string): FarsightError | undefined {
  const outcome = parsed(text);
  if (outcome === undefined) return brokenProtocol('ended a call with other words than an outcome');
  const { code, message } = outcome;
  if (code === 'OK') return undefined;
  const words = typeof message === 'string' ? message : 'The call failed.';
  return errorOfCode(isErrorCode(code) ? code : 'INTERNAL', words);
}

function parsed(text: string): { readonly code?: unknown; readonly message?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'code' in value ? value : undefined;
  } catch {
    return undefined;
  }
}

function tooSlow(bytes: number): FarsightError {
  return new FarsightError(
    'LIMIT_EXCEEDED',
    `Results came faster than they were read: ${bytes} bytes wait. Read them as they come, or watch fewer frames.`,
  );
}
