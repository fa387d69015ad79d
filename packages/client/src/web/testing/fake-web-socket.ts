import type { StandardWebSocket, WebSocketEvent } from '../web-socket.js';

/** A socket whose other end is the test. */
export class FakeWebSocket implements StandardWebSocket {
  binaryType = 'blob';
  bufferedAmount = 0;
  closed = false;
  readonly sent: (string | Uint8Array)[] = [];
  readonly #listeners: { readonly type: string; readonly listener: (event: WebSocketEvent) => void }[] = [];

  addEventListener(type: string, listener: (event: WebSocketEvent) => void): void {
    this.#listeners.push({ type, listener });
  }

  send(data: string | Uint8Array): void {
    this.sent.push(data);
  }

  close(): void {
    this.closed = true;
  }

  /** Lets something happen to the socket. */
  emit(type: string, event: Omit<WebSocketEvent, 'type'> = {}): void {
    for (const { type: wanted, listener } of this.#listeners)
      if (wanted === type) listener({ type, ...event });
  }

  /** Lets bytes arrive. */
  receive(...bytes: number[]): void {
    this.emit('message', { data: Uint8Array.from(bytes).buffer });
  }
}
