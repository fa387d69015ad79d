import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { FarsightError } from '@farsight/protocol';
import { listen } from '../listen.js';
import { within } from '../within.js';
import { Connection } from './connection.js';
import { widenConnectionWindow, windowSettings } from './flow-control.js';
import type { FrameMemory } from '../frame-memory.js';
import { Router } from './router.js';
import type { CallEnd } from './server-call.js';
import type { Service } from './service.js';
import type { CallStatus } from './status.js';

/** Certificate and key of a server, PEM. */
export interface TlsFiles {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

/** How gRPC is to be served. */
export interface GrpcServerOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly services: readonly Service[];
  readonly errorToStatus: (error: unknown) => CallStatus;
  /** Clients must send `authorization: Bearer TOKEN`, except to open services. */
  readonly token?: string | undefined;
  readonly tls?: TlsFiles | undefined;
  readonly limits: GrpcLimits;
  /** Where the bytes of messages are put. */
  readonly memory: FrameMemory;
  /** Called when a call is over. */
  readonly onCallEnd?: (path: string, peer: string, end: CallEnd) => void;
}

/** See ServerLimits in config.ts. */
export interface GrpcLimits {
  readonly messageBytes: number;
  readonly connections: number;
  readonly callsPerConnection: number;
  /** Milliseconds without a word from a client after which it is asked whether it is still there. */
  readonly keepaliveMs: number;
}

/** A server that listens. */
export interface GrpcServer {
  readonly port: number;
  /** Open connections. */
  readonly connections: number;
  /**
   * Stops listening, lets the calls that are open end for at most `drainMs`, then ends them with SHUTTING_DOWN. Resolves
   * when every call and every connection is closed.
   */
  close(drainMs: number): Promise<void>;
}

/** Calls end at once when they are told to; a client that does not read its status is not waited for longer than this. */
const lastWordMs = 500;

/**
 * Starts a gRPC server on node:http2: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 * Why not on a gRPC library: docs/decisions/0005.
 *
 * @throws FarsightError PORT_IN_USE; INVALID_ARGUMENT if the host is none of this machine, or certificate and key are no pair.
 */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const server = makeServer(options);
  const router = new Router(options);
  const connections = new Set<Connection>();
  server.on('session', (session) => {
    const excess = connections.size >= options.limits.connections;
    const connection = new Connection(session, { excess, keepaliveMs: options.limits.keepaliveMs });
    widenConnectionWindow(session);
    connections.add(connection);
    session.on('close', () => connections.delete(connection));
    session.on('stream', (stream, headers) => connection.track(router.serve(stream, headers, connection)));
  });
  await listen(server, { host: options.host, port: options.port, portFlag: '--port' });
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections.size;
    },
    close: (drainMs) => close(server, router, connections, drainMs),
  };
}

function makeServer({ tls, limits }: GrpcServerOptions): http2.Http2Server | http2.Http2SecureServer {
  const common: http2.ServerOptions = {
    // More than the limit, so that the call that is too many is refused in words; a client would hold it back silently.
    settings: { ...windowSettings, maxConcurrentStreams: limits.callsPerConnection + 64, enablePush: false },
    // Megabytes. Node's 10 would end a connection whose windows are in full use; memory is bounded by windows and limits.
    maxSessionMemory: 1024,
  };
  try {
    const server =
      tls === undefined ? http2.createServer(common) : http2.createSecureServer({ ...common, ...tls });
    server.setTimeout(0);
    // Refusals in words are for the first ones beyond the limit.
    server.maxConnections = limits.connections + 64;
    // A connection that breaks or talks nonsense is closed by node:http2; nobody is left to be told.
    for (const event of ['sessionError', 'clientError', 'tlsClientError']) server.on(event, () => undefined);
    return server;
  } catch (error) {
    throw new FarsightError('INVALID_ARGUMENT', 'Expected a certificate and its key, both PEM, for tls.', {
      cause: error,
    });
  }
}

async function close(
  server: http2.Http2Server,
  router: Router,
  connections: ReadonlySet<Connection>,
  drainMs: number,
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  router.drain();
  for (const connection of connections) connection.drain();
  await within(drainMs, allCalls(connections));
  router.stop();
  await allCalls(connections);
  // The last status of each call is on its way: give it time to get there.
  await within(lastWordMs, closed);
  for (const connection of connections) connection.destroy();
  await closed;
}

async function allCalls(connections: ReadonlySet<Connection>): Promise<void> {
  await Promise.all([...connections].flatMap(({ calls }) => [...calls]));
}
