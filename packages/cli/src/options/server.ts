import { Option, type Command } from 'commander';
import type { LogLevel, ServerOptions } from '@farsight/server';
import { FarsightError } from '@farsight/client';
import { addCatalogueFlags, checkFolders, collect, type CatalogueFlags } from './catalogue.js';
import { readPem } from './connection.js';
import { given } from './given.js';
import { integer, port } from './numbers.js';
import { addOnnxFlags, onnxOverrides, type OnnxFlags } from './onnx.js';

/** Flags of `farsight serve`. */
export interface ServeFlags extends CatalogueFlags, OnnxFlags {
  readonly host: string;
  readonly port: number;
  readonly httpPort: number;
  readonly http: boolean;
  readonly executors?: number;
  readonly threads?: number;
  readonly token?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly insecure?: boolean;
  readonly logLevel: LogLevel;
  readonly maxMessageBytes?: number;
  readonly maxFramePixels?: number;
  readonly maxConnections?: number;
  readonly maxStreams?: number;
  readonly maxInFlight?: number;
  readonly maxAge?: number;
  readonly maxSources?: number;
  readonly source?: readonly string[];
  readonly allowSource?: readonly string[];
  readonly drainMs?: number;
}

/** Adds the flags to a command. */
export function addServerFlags(command: Command): Command {
  command
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'port for gRPC; 0: any', port, 5000)
    .option('--http-port <port>', 'port for HTTP; 0: any', port, 5080)
    .option('--no-http', 'serve no HTTP')
    .option('--executors <n>', 'workers per network (default: as many as cores)', integer(1, 1024))
    .option('--threads <n>', 'threads per worker (default: 1)', integer(1, 1024))
    .addOption(new Option('--token <token>', 'what clients must send').env('FARSIGHT_TOKEN'))
    .addOption(new Option('--tls-cert <file>', 'certificate, PEM; needs --tls-key'))
    .addOption(new Option('--tls-key <file>', 'private key of --tls-cert, PEM'))
    .option('--insecure', 'listen beyond this machine without a token')
    .option(
      '--source <name=source>',
      'camera, stream or file that clients may watch by its name (repeatable)',
      collect,
    )
    .option(
      '--allow-source <pattern>',
      'URLs (scheme://host[:port]) or a folder that clients may watch by URL or path (repeatable)',
      collect,
    )
    .addOption(
      new Option('--log-level <level>', 'least severe of what is logged on stderr')
        .choices(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
        .default('info'),
    )
    .option('--max-message-bytes <n>', 'largest message taken', integer(1024, 2 ** 31 - 1))
    .option('--max-frame-pixels <n>', 'largest frame decoded', integer(1, 2 ** 31 - 1))
    .option('--max-connections <n>', 'connections open at a time', integer(1, 65_536))
    .option('--max-streams <n>', 'streams open at a time on one connection', integer(1, 65_536))
    .option('--max-in-flight <n>', 'unanswered frames of one stream', integer(1, 1024))
    .option(
      '--max-age <ms>',
      'longest that live frames may wait, for streams that ask',
      integer(1, 3_600_000),
    )
    .option('--max-sources <n>', 'sources open for clients at a time', integer(1, 1024))
    .option('--drain-ms <ms>', 'what streams get to end on Ctrl-C', integer(0, 3_600_000));
  return addOnnxFlags(addCatalogueFlags(command));
}

/** The flags as the server takes them. */
export async function serverOptions(networks: readonly string[], flags: ServeFlags): Promise<ServerOptions> {
  checkFolders(flags);
  const { host, port: grpcPort, httpPort, http, token, insecure, executors, threads, drainMs } = flags;
  const tls =
    flags.tlsCert === undefined || flags.tlsKey === undefined
      ? undefined
      : { cert: await readPem('--tls-cert', flags.tlsCert), key: await readPem('--tls-key', flags.tlsKey) };
  return given({
    networks,
    networksDirs: flags.networks,
    overrides: onnxOverrides(flags),
    cacheDir: flags.cacheDir,
    frameworkDir: flags.framework,
    host,
    port: grpcPort,
    httpPort: http && httpPort,
    token,
    tls,
    insecure,
    executors,
    threads,
    drainMs,
    sources: given({ named: flags.source && namedSources(flags.source), allow: flags.allowSource }),
    logger: flags.logLevel,
    limits: given({
      messageBytes: flags.maxMessageBytes,
      framePixels: flags.maxFramePixels,
      connections: flags.maxConnections,
      streamsPerConnection: flags.maxStreams,
      framesInFlight: flags.maxInFlight,
      frameAgeMs: flags.maxAge,
      sources: flags.maxSources,
    }),
  });
}

/**
 * `NAME=SOURCE` of each flag.
 *
 * @throws FarsightError INVALID_ARGUMENT
 */
export function namedSources(texts: readonly string[]): Readonly<Record<string, string>> {
  const named = new Map<string, string>();
  for (const text of texts) {
    const at = text.indexOf('=');
    const name = text.slice(0, at);
    // Never shown whole: passwords are in it.
    if (at < 1) {
      throw new FarsightError('INVALID_ARGUMENT', 'Expected NAME=SOURCE for --source, with a name first.');
    }
    if (named.has(name)) {
      throw new FarsightError(
        'INVALID_ARGUMENT',
        `Expected every name of --source once but received ${name} twice.`,
      );
    }
    named.set(name, text.slice(at + 1));
  }
  return Object.fromEntries(named);
}
