import { setMaxListeners } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { FarsightError } from '@farsight/protocol';
import { WebSocketServer, type WebSocket } from 'ws';
import { errorForClient, errorToStatus } from '../error-to-status.js';
import type { FrameMemory } from '../frame-memory.js';
import { limitExceeded, noSuchMethod, shuttingDown, tokenWanted } from '../grpc/refusals.js';
import type { CallEnd } from '../grpc/server-call.js';
import type { Method, Service } from '../grpc/service.js';
import { equalSecrets } from '../secrets.js';
import { within } from '../within.js';
import { keepAlive } from './heartbeat.js';
import { serveSocket, terminateSoon } from './serve-socket.js';
import { endCall } from './socket-writer.js';
import { callProtocol, offeredToken } from './sub-protocols.js';

/** How calls over WebSocket are to be served; see ServerLimits in config.ts. */
export interface WebSocketCallsOptions {
  readonly services: readonly Service[];
  /** Wanted then from every client. */
  readonly token?: string | undefined;
  /** Most sockets open at a time. */
  readonly maxSockets: number;
  readonly maxMessageBytes: number;
  /** Milliseconds after which a client is asked whether it is still there; it has as long again to answer. */
  readonly keepaliveMs: number;
  /** Where the bytes of messages are put. */
  readonly memory: FrameMemory;
  /** Called when a call is over. */
  readonly onCallEnd?: ((path: string, peer: string, end: CallEnd) => void) | undefined;
}

/** No message is compressed: frames are already, and each socket would keep memory for it. */
const framing = { noServer: true, clientTracking: false, perMessageDeflate: false } as const;

/** A client that is refused gets its reason; nothing that it sends is kept. */
const refusedMessageBytes = 1024;

/** Clients that do not read their last word are not waited for longer than this. */
const lastWordMs = 500;

/**
 * The calls of gRPC services over WebSocket: one socket is one call, at the path of its method. Framing: docs/protocols.md. Who
 * accepts the connections checks `Host` and `Origin` before.
 */
export class WebSocketCalls {
  readonly #options: WebSocketCallsOptions;
  readonly #methods: ReadonlyMap<string, Method>;
  readonly #serving: WebSocketServer;
  readonly #refusing: WebSocketServer;
  readonly #served = new Set<WebSocket>();
  readonly #refused = new Set<WebSocket>();
  readonly #calls = new Set<Promise<unknown>>();
  readonly #stopping = new AbortController();
  #draining = false;

  constructor(options: WebSocketCallsOptions) {
    this.#options = options;
    this.#methods = new Map(options.services.flatMap(({ methods }) => methods.map((m) => [m.path, m])));
    const handleProtocols = (offered: Set<string>): string | false =>
      offered.has(callProtocol) ? callProtocol : false;
    // Text is either empty or refused: whether it is UTF-8 does not matter.
    const common = { ...framing, handleProtocols, skipUTF8Validation: true };
    this.#serving = new WebSocketServer({ ...common, maxPayload: options.maxMessageBytes });
    this.#refusing = new WebSocketServer({ ...common, maxPayload: refusedMessageBytes });
    // Every call that is open listens: their number is limited.
    setMaxListeners(0, this.#stopping.signal);
  }

  /** Most that are served at a time. */
  get maxSockets(): number {
    return this.#options.maxSockets;
  }

  /** Takes a connection that wants to be a WebSocket. Refusals come as outcomes: a page cannot read those of HTTP. */
  accept(request: IncomingMessage, head: Buffer): void {
    const connection = request.socket;
    const [path = '/', query] = (request.url ?? '/').split('?', 2);
    const peer = `${connection.remoteAddress ?? 'unknown'}:${connection.remotePort ?? 0}`;
    const asked = this.#route(request, path, query);
    if (asked instanceof FarsightError) {
      this.#refusing.handleUpgrade(request, connection, head, (socket) => this.#refuse(socket, asked));
      this.#options.onCallEnd?.(path.slice(0, 200), peer, { status: errorToStatus(asked), error: asked });
      return;
    }
    this.#serving.handleUpgrade(request, connection, head, (socket) => {
      keepTrack(this.#served, socket);
      keepAlive(socket, connection, this.#options.keepaliveMs);
      const call = this.#serve(socket, asked, peer);
      this.#calls.add(call);
      void call.then(() => this.#calls.delete(call));
    });
  }

  /**
   * Refuses calls from now on, lets those that are open end for at most `drainMs`, then ends them with SHUTTING_DOWN. Resolves
   * when every call and every socket is closed. Safe to call again.
   */
  async close(drainMs: number): Promise<void> {
    this.#draining = true;
    await within(drainMs, this.#ended());
    this.#stopping.abort(shuttingDown());
    await this.#ended();
    await within(lastWordMs, this.#closed());
    for (const socket of [...this.#served, ...this.#refused]) socket.terminate();
    await this.#closed();
  }

  #route(request: IncomingMessage, path: string, query: string | undefined): Asked | FarsightError {
    const { token, maxSockets } = this.#options;
    if (this.#draining) return shuttingDown();
    if (this.#served.size >= maxSockets) return limitExceeded('connections', maxSockets);
    if (token !== undefined && !equalSecrets(offeredToken(request) ?? '', token)) {
      return tokenWanted('token, or the sub-protocol "farsight.token." and the token in base64url');
    }
    const method = this.#methods.get(path);
    if (method === undefined) return noSuchMethod(path);
    const timeoutMs = parseTimeoutMs(new URLSearchParams(query).get('timeoutMs'));
    return Number.isNaN(timeoutMs) ? badTimeout() : { method, timeoutMs };
  }

  async #serve(socket: WebSocket, asked: Asked, peer: string): Promise<void> {
    const { maxMessageBytes, memory, onCallEnd } = this.#options;
    const stopping = this.#stopping.signal;
    const end = await serveSocket(socket, { ...asked, peer, maxMessageBytes, memory, stopping });
    onCallEnd?.(asked.method.path, peer, end);
  }

  #refuse(socket: WebSocket, reason: FarsightError): void {
    keepTrack(this.#refused, socket);
    socket.on('error', ignore);
    endCall(socket, errorForClient(reason));
    terminateSoon(socket);
  }

  #ended(): Promise<unknown> {
    return Promise.all(this.#calls);
  }

  #closed(): Promise<unknown> {
    const open = [...this.#served, ...this.#refused];
    return Promise.all(open.map((socket) => new Promise((resolve) => socket.on('close', resolve))));
  }
}

/** What a client wants of a socket. */
interface Asked {
  readonly method: Method;
  readonly timeoutMs: number | undefined;
}

function keepTrack(sockets: Set<WebSocket>, socket: WebSocket): void {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
}

/** Milliseconds; undefined if there are none, NaN if they are not a number. */
function parseTimeoutMs(text: string | null): number | undefined {
  if (text === null) return undefined;
  return /^\d{1,12}$/.test(text) ? Number(text) : NaN;
}

function badTimeout(): FarsightError {
  return new FarsightError(
    'INVALID_ARGUMENT',
    'Expected an integer of milliseconds for timeoutMs in the address of the call.',
  );
}

function ignore(): void {
  // What a client that is refused still sends does not matter.
}
