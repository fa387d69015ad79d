import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { FarsightError } from '@farsight/protocol';
import type { NetworkDefinition, OnnxOverrides } from '@farsight/engine';
import type { TlsFiles } from './grpc/grpc-server.js';
import { isLoopbackHost } from './hosts.js';
import type { LiveHub } from './http/index.js';
import { createLogger, logLevels, type Logger, type LogLevel } from './logging.js';
import { SourceAccess, type SourcesOptions } from './sources/source-access.js';

/** What a server takes from clients at most. All finite; the message that refuses names the limit. */
export interface ServerLimits {
  /** Bytes of one message, 1024..2^31-1; default 64 MiB. */
  readonly messageBytes: number;
  /** Pixels of one frame, from its header, before decoding; 1..2^31-1; default 64 Mi (8192x8192). */
  readonly framePixels: number;
  /** Open connections, 1..65536; default 256. WebSockets, of which each is one call, are counted by themselves. */
  readonly connections: number;
  /** Calls open at a time on one connection, 1..65536; default 128. */
  readonly streamsPerConnection: number;
  /** Networks of one stream, 1..64; default 8. */
  readonly networksPerStream: number;
  /** Frames of one stream that may be unanswered, 1..1024; default 32. A stream that asks for more gets this. */
  readonly framesInFlight: number;
  /** Milliseconds that live frames may wait before they are begun, 1..3600000; default 60000. A stream that asks for more gets this. */
  readonly frameAgeMs: number;
  /** Sources that the server has open for its clients, 1..1024; default 16. */
  readonly sources: number;
  /** Bytes of one stream's frames that may wait, 1..2^40; default 32 MiB. One frame may always wait. */
  readonly waitingBytes: number;
}

/** How a server is to be run. Everything has a default. */
export interface ServerOptions {
  /**
   * Networks to load at the start: catalogue names, paths of network files or `.onnx` files, or definitions. The first is
   * the default network. Those of `networksDirs` are served too, and load on first use.
   */
  readonly networks?: readonly (string | NetworkDefinition)[];
  /** Catalogue folders; default: the `networks/` folder that comes with the project. */
  readonly networksDirs?: readonly string[];
  /** What the operator says about bare `.onnx` files in `networks`. */
  readonly overrides?: OnnxOverrides;
  /** Where fetched weights are kept; default: `farsight` in the user's cache folder. */
  readonly cacheDir?: string;
  /** What `$AXELERA_FRAMEWORK` stands for in network files; default: the folder of the file. */
  readonly frameworkDir?: string;
  /** Address to listen on; default 127.0.0.1. Any that is not this machine's own needs `token` or `insecure`. */
  readonly host?: string;
  /** Port for gRPC, 0..65535; 0 lets the system choose; default 5000. */
  readonly port?: number;
  /** Port for the page, status and health over HTTP, or false for none; default 5080. */
  readonly httpPort?: number | false;
  /** Clients must send it as `authorization: Bearer TOKEN`: 8..4096 printable ASCII characters without spaces. */
  readonly token?: string;
  /** Certificate and key, PEM; default: no TLS. */
  readonly tls?: TlsFiles;
  /** Allows any host without a token. */
  readonly insecure?: boolean;
  /** Executors per network, 1..1024; default: as many as cores, divided by `threads`. */
  readonly executors?: number;
  /** Threads within one executor's runtime, 1..1024; default 1. More: lower latency of a single stream, less throughput. */
  readonly threads?: number;
  /** Cameras, streams and files that clients may have opened on this machine; default: none. */
  readonly sources?: SourcesOptions;
  readonly limits?: Partial<ServerLimits>;
  /** A pino logger, or the least level to log on stderr; default `info`. */
  readonly logger?: Logger | LogLevel;
  /** Milliseconds that open calls get to end when the server closes, 0..3600000; default 5000. */
  readonly drainMs?: number;
  /** Milliseconds after which a connection is asked whether it is alive, 1000..3600000; default 30000. */
  readonly keepaliveMs?: number;
  /** Where live streams for the page meet those who watch; default: one of the server's own. */
  readonly live?: LiveHub;
  /**
   * Whether this process may be set to collect garbage in one go (heap.ts); default true. False is for programs of which
   * the server is a small part.
   */
  readonly tuneHeap?: boolean;
  /**
   * URL of a module that exports `createBackend` of type {@link CreateBackend}, to run in executors instead of the
   * engine: for tests and benchmarks.
   */
  readonly backend?: string;
}

/** {@link ServerOptions}, checked, nothing optional that has a default. */
export interface CompiledServerOptions {
  readonly networks: readonly (string | NetworkDefinition)[];
  readonly networksDirs: readonly string[];
  readonly overrides: OnnxOverrides | undefined;
  readonly cacheDir: string | undefined;
  readonly frameworkDir: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly httpPort: number | false;
  readonly token: string | undefined;
  readonly tls: TlsFiles | undefined;
  readonly executors: number;
  readonly threads: number;
  readonly cores: number;
  readonly access: SourceAccess;
  readonly limits: ServerLimits;
  readonly logger: Logger;
  readonly drainMs: number;
  readonly keepaliveMs: number;
  readonly live: LiveHub | undefined;
  readonly tuneHeap: boolean;
  readonly backend: string | undefined;
}

/** See {@link ServerLimits}: name -> default and the largest that makes sense. */
const limitRanges: Readonly<
  Record<keyof ServerLimits, readonly [least: number, byDefault: number, most: number]>
> = {
  messageBytes: [1024, 64 * 2 ** 20, 2 ** 31 - 1],
  framePixels: [1, 64 * 2 ** 20, 2 ** 31 - 1],
  connections: [1, 256, 65_536],
  streamsPerConnection: [1, 128, 65_536],
  networksPerStream: [1, 8, 64],
  framesInFlight: [1, 32, 1024],
  frameAgeMs: [1, 60_000, 3_600_000],
  sources: [1, 16, 1024],
  waitingBytes: [1, 32 * 2 ** 20, 2 ** 40],
};

/** The limits where nothing else is said. */
export const defaultLimits: ServerLimits = compileLimits({});

/**
 * Checks options and fills in what is left out.
 *
 * @throws FarsightError INVALID_ARGUMENT
 */
export function compileServerOptions(options: ServerOptions = {}): CompiledServerOptions {
  const cores = availableParallelism();
  const threads = integer('threads', options.threads ?? 1, 1, 1024);
  const host = options.host ?? '127.0.0.1';
  const token = options.token === undefined ? undefined : checkToken(options.token);
  checkExposure(host, token, options.insecure ?? false);
  return {
    networks: options.networks ?? [],
    networksDirs: options.networksDirs ?? [ownNetworksDir()],
    overrides: options.overrides,
    cacheDir: options.cacheDir,
    frameworkDir: options.frameworkDir,
    host,
    port: integer('port', options.port ?? 5000, 0, 65_535),
    httpPort: options.httpPort === false ? false : integer('httpPort', options.httpPort ?? 5080, 0, 65_535),
    token,
    tls: options.tls,
    executors: integer('executors', options.executors ?? Math.max(1, Math.floor(cores / threads)), 1, 1024),
    threads,
    cores,
    access: new SourceAccess(options.sources ?? {}),
    limits: compileLimits(options.limits ?? {}),
    logger: compileLogger(options.logger ?? 'info'),
    drainMs: integer('drainMs', options.drainMs ?? 5000, 0, 3_600_000),
    keepaliveMs: integer('keepaliveMs', options.keepaliveMs ?? 30_000, 1000, 3_600_000),
    live: options.live,
    tuneHeap: options.tuneHeap ?? true,
    backend: options.backend,
  };
}

function compileLimits(given: Partial<ServerLimits>): ServerLimits {
  const unknown = Object.keys(given).find((name) => !(name in limitRanges));
  if (unknown !== undefined) {
    throw invalid(`one of ${Object.keys(limitRanges).join(', ')}`, 'limits', unknown);
  }
  const limits: Record<string, number> = {};
  for (const [name, [least, byDefault, most]] of Object.entries(limitRanges)) {
    limits[name] = integer(`limits.${name}`, given[name as keyof ServerLimits] ?? byDefault, least, most);
  }
  return limits as unknown as ServerLimits;
}

function compileLogger(logger: Logger | LogLevel): Logger {
  if (typeof logger === 'object') return logger;
  if (!logLevels.includes(logger)) throw invalid(`one of ${logLevels.join(', ')}`, 'logger', logger);
  return createLogger(logger);
}

/** Listening beyond this machine is a decision, not an accident. */
function checkExposure(host: string, token: string | undefined, insecure: boolean): void {
  if (isLoopbackHost(host) || token !== undefined || insecure) return;
  throw new FarsightError(
    'INVALID_ARGUMENT',
    `Expected a token for host ${host}, which others can reach, but received none: set a token (--token), or say that you want none (--insecure).`,
  );
}

function checkToken(token: string): string {
  // Never shown: messages end in logs.
  if (/^[\x21-\x7e]{8,4096}$/.test(token)) return token;
  throw new FarsightError(
    'INVALID_ARGUMENT',
    `Expected 8..4096 printable ASCII characters without spaces for token but received ${token.length} characters.`,
  );
}

function integer(name: string, value: unknown, least: number, most: number): number {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most)
    return value as number;
  throw invalid(`an integer of ${least}..${most}`, name, value);
}

function invalid(expected: string, name: string, received: unknown): FarsightError {
  return new FarsightError(
    'INVALID_ARGUMENT',
    `Expected ${expected} for ${name} but received ${typeof received === 'string' ? JSON.stringify(received) : String(received)}.`,
  );
}

/** The catalogue beside the packages of this project. */
function ownNetworksDir(): string {
  return fileURLToPath(new URL('../../../networks', import.meta.url));
}
