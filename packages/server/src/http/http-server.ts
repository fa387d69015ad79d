import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ServerStatus } from '@farsight/protocol';
import { hostAndPort, isAnyHost, isLoopbackHost } from '../hosts.js';
import { listen } from '../listen.js';
import { within } from '../within.js';
import { WebSocketCalls, type WebSocketCallsOptions } from '../web-socket/web-socket-calls.js';
import type { LiveHub } from './live-hub.js';
import { builtPageFolder, loadPage } from './page.js';
import { answer, type RouteContext } from './routes.js';
import { acceptUpgrade } from './upgrade.js';

/** Where the HTTP side writes what went wrong; a pino logger fits. */
export interface HttpLog {
  warn(fields: object, message: string): void;
}

/** How the HTTP side of a server is to be run. */
export interface HttpServerOptions {
  /** Address to listen on. On loopback, requests under any other name than localhost are refused. */
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Called per request; must be cheap. */
  readonly status: () => ServerStatus;
  readonly live: LiveHub;
  /** Needed then for everything but the page's files and the health checks. */
  readonly token?: string | undefined;
  /** PEM; without it, plain HTTP. */
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer } | undefined;
  /** Folder of the page's files; default: the built page of @farsight/viewer. */
  readonly pageFolder?: string | undefined;
  /** Most who may watch live streams at the same time; default 32. */
  readonly maxWatchers?: number | undefined;
  /** Served over WebSocket, each at its own path. Default: none. */
  readonly calls?: Omit<WebSocketCallsOptions, 'token'> | undefined;
  readonly log?: HttpLog | undefined;
}

/** An HTTP server that listens. */
export interface HttpServer {
  /** The port that is listened on. */
  readonly port: number;
  /** `http://127.0.0.1:5080`: what to open in a browser on this machine. */
  readonly url: string;
  /**
   * Refuses calls over WebSocket from now on, lets those that are open end for at most `drainMs`, then ends them with
   * SHUTTING_DOWN. Everything else goes on.
   */
  drainCalls: (drainMs: number) => Promise<void>;
  /** Stops listening, ends calls and the live responses, and returns when every socket is closed (after 1 s at the latest). */
  close: () => Promise<void>;
}

const limits = {
  connections: 128,
  headerBytes: 8 * 1024,
  requestMs: 10_000,
  keepAliveMs: 5_000,
  closeGraceMs: 1_000,
};

/**
 * Starts the HTTP side of a server: `GET /healthz`, `/readyz`, `/api/status`, `/live/NAME` (messages of
 * `@farsight/protocol/live`), the page at `/` and calls over WebSocket at their own paths.
 *
 * @throws FarsightError PORT_IN_USE if another program has the port, INVALID_ARGUMENT if the host is not one of this machine.
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const folder = options.pageFolder ?? builtPageFolder();
  const context: RouteContext = {
    status: options.status,
    live: options.live,
    page: folder === undefined ? new Map() : loadPage(folder),
    token: options.token,
    localOnly: isLoopbackHost(options.host),
    maxWatchers: options.maxWatchers ?? 32,
  };
  const calls = options.calls && new WebSocketCalls({ ...options.calls, token: options.token });
  const open = new Set<ServerResponse>();
  const server = makeServer(options, (request, response) => {
    open.add(response);
    response.on('close', () => open.delete(response));
    handle(context, options.log, request, response);
  });
  if (calls !== undefined) {
    server.maxConnections += calls.maxSockets;
    server.on('upgrade', (request, _, head) => acceptUpgrade(context, calls, request, head));
  }
  await listen(server, { host: options.host, port: options.port, portFlag: '--http-port' });
  server.on('error', (error) =>
    options.log?.warn({ err: error }, 'The HTTP server could not accept a connection.'),
  );
  const { port } = server.address() as AddressInfo;
  const scheme = options.tls === undefined ? 'http' : 'https';
  // A server on all addresses is opened as localhost.
  const host = isAnyHost(options.host) ? 'localhost' : options.host;
  return {
    port,
    url: `${scheme}://${hostAndPort(host, port)}`,
    drainCalls: async (drainMs) => calls?.close(drainMs),
    close: () => close(server, open, calls),
  };
}

function makeServer(
  { tls }: HttpServerOptions,
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  const settings = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.requestMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
  };
  const server =
    tls === undefined ? createServer(settings, handler) : createTlsServer({ ...settings, ...tls }, handler);
  server.maxConnections = limits.connections;
  return server;
}

function handle(
  context: RouteContext,
  log: HttpLog | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  try {
    answer(context, request, response);
  } catch (error) {
    log?.warn({ err: error }, 'An HTTP request failed.');
    if (response.headersSent) response.destroy();
    else response.writeHead(500, { 'Content-Type': 'text/plain' }).end('Something unexpected went wrong.\n');
  }
}

async function close(
  server: Server,
  open: ReadonlySet<ServerResponse>,
  calls: WebSocketCalls | undefined,
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const sent = [...open].map((response) => once(response, 'close'));
  for (const response of open) response.end();
  await within(limits.closeGraceMs, Promise.all([...sent, calls?.close(0)]));
  // What is left are connections without a request, as browsers open them ahead, and those that do not take their answer.
  server.closeAllConnections();
  await closed;
}
