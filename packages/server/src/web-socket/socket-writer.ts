import type { WebSocket } from 'ws';

/** While more than this waits to be sent, a call is held back. */
const maxWaitingBytes = 256 * 1024;

/** What a server says at the end of a call: the counterpart of gRPC's trailers. */
export interface CallOutcome {
  /** `OK`, or a code of docs/errors.md. */
  readonly code: string;
  /** For a person; of errors only. */
  readonly message?: string;
}

/** The messages of a response, sent as the client takes them. */
export class SocketWriter {
  readonly #socket: WebSocket;
  readonly #signal: AbortSignal;

  constructor(socket: WebSocket, signal: AbortSignal) {
    this.#socket = socket;
    this.#signal = signal;
  }

  /**
   * Sends a message. Returns undefined if the next may follow at once, else a promise for when it may.
   *
   * @throws the signal's reason if the call is over
   */
  send(bytes: Uint8Array): Promise<void> | undefined {
    this.#signal.throwIfAborted();
    if (this.#socket.bufferedAmount + bytes.length > maxWaitingBytes) return this.#sent(bytes);
    this.#socket.send(bytes, ignore);
    return undefined;
  }

  #sent(bytes: Uint8Array): Promise<void> {
    const signal = this.#signal;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => reject(signal.reason as Error);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#socket.send(bytes, () => {
        signal.removeEventListener('abort', onAbort);
        // Had it failed, the socket would be closing, which aborts the call.
        resolve();
      });
    });
  }
}

/** Says how a call ended and closes its socket; does nothing if that is closing already. */
export function endCall(socket: WebSocket, outcome: CallOutcome): void {
  if (socket.readyState !== socket.OPEN) return;
  socket.send(JSON.stringify(outcome), ignore);
  socket.close(1000);
}

function ignore(): void {
  // A failure to send is followed by the socket's close, which is what counts.
}
