import { setMaxListeners } from 'node:events';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Connection } from './connection.js';
import type { GrpcServerOptions } from './grpc-server.js';
import { limitExceeded, noSuchMethod, shuttingDown, tokenWanted } from './refusals.js';
import { serveCall } from './server-call.js';
import type { Method } from './service.js';
import { tokenCheck } from './token.js';

/** Takes HTTP/2 streams and has them served by the method they name, unless something speaks against it. */
export class Router {
  readonly #options: GrpcServerOptions;
  readonly #methods: ReadonlyMap<string, Method>;
  readonly #authorized: (authorization: string | undefined) => boolean;
  readonly #stopping = new AbortController();
  #draining = false;

  constructor(options: GrpcServerOptions) {
    this.#options = options;
    this.#methods = new Map(options.services.flatMap(({ methods }) => methods.map((m) => [m.path, m])));
    // Every call that is open listens: their number is limited elsewhere.
    setMaxListeners(0, this.#stopping.signal);
    this.#authorized = options.token === undefined ? () => true : tokenCheck(options.token);
  }

  /** Refuses calls from now on. */
  drain(): void {
    this.#draining = true;
  }

  /** Ends the calls that are open. */
  stop(): void {
    this.#stopping.abort(shuttingDown());
  }

  /** Serves a stream; never rejects. */
  async serve(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    connection: Connection,
  ): Promise<void> {
    if (headers[':method'] !== 'POST' || !headers['content-type']?.startsWith('application/grpc')) {
      stream.on('error', () => undefined);
      stream.respond({ ':status': 415, 'content-type': 'text/plain' });
      stream.end('This port speaks gRPC.\n');
      return;
    }
    const path = headers[':path'] ?? '';
    const end = await serveCall(stream, headers, {
      peer: connection.peer,
      connection,
      maxMessageBytes: this.#options.limits.messageBytes,
      memory: this.#options.memory,
      errorToStatus: this.#options.errorToStatus,
      stopping: this.#stopping.signal,
      route: (metadata) => this.#route(path, metadata, connection),
    });
    this.#options.onCallEnd?.(path, connection.peer, end);
  }

  #route(path: string, metadata: ReadonlyMap<string, string>, connection: Connection): Method {
    const { connections, callsPerConnection } = this.#options.limits;
    if (this.#draining) throw shuttingDown();
    if (connection.excess) throw limitExceeded('connections', connections);
    if (connection.calls.size >= callsPerConnection) {
      throw limitExceeded('streamsPerConnection', callsPerConnection);
    }
    const method = this.#methods.get(path);
    if (method?.open !== true && !this.#authorized(metadata.get('authorization'))) {
      throw tokenWanted('token, --token, or metadata "authorization: Bearer TOKEN"');
    }
    if (method === undefined) throw noSuchMethod(path);
    return method;
  }
}
