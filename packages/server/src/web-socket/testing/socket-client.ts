import { once } from 'node:events';
import type { HttpServer } from '../../http/http-server.js';
import { WebSocket, type ClientOptions } from 'ws';

/** How a call ended, for whoever made it. */
export interface CallEnding {
  /** The server's last word; undefined if the socket closed without one. */
  readonly outcome: { readonly code: string; readonly message?: string } | undefined;
  readonly closeCode: number;
}

/** A call as a client without a library makes it. */
export class SocketClient {
  readonly socket: WebSocket;
  readonly responses: Buffer[] = [];
  /** Resolves when the socket is closed. */
  readonly ended: Promise<CallEnding>;
  #outcome: CallEnding['outcome'];

  constructor(server: HttpServer, path: string, protocols = ['farsight.v1'], options: ClientOptions = {}) {
    this.socket = new WebSocket(server.url.replace('http', 'ws') + path, protocols, options);
    this.socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.responses.push(data);
      else this.#outcome = JSON.parse(data.toString()) as CallEnding['outcome'];
    });
    this.socket.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      this.socket.on('close', (closeCode) => resolve({ outcome: this.#outcome, closeCode }));
    });
  }

  async opened(): Promise<this> {
    await once(this.socket, 'open');
    return this;
  }

  /** Sends messages, and that no more follow. */
  send(...messages: (string | Uint8Array)[]): this {
    for (const message of messages) this.socket.send(message);
    this.socket.send('');
    return this;
  }

  async response(): Promise<Buffer> {
    while (this.responses.length === 0) await once(this.socket, 'message');
    return this.responses.shift()!;
  }
}

/** Status of the HTTP answer to a request to open a WebSocket: 101 if it was opened. */
export async function handshakeStatus(
  server: HttpServer,
  path: string,
  options: ClientOptions,
): Promise<number> {
  const { socket } = new SocketClient(server, path, ['farsight.v1'], options);
  return new Promise((resolve) => {
    socket.on('upgrade', ({ statusCode = 0 }) => {
      socket.terminate();
      resolve(statusCode);
    });
    socket.on('unexpected-response', (request, { statusCode = 0 }) => {
      request.destroy();
      resolve(statusCode);
    });
  });
}
