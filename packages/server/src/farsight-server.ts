import { readFileSync } from 'node:fs';
import { FarsightError, type DropCounts, type NetworkInfo, type NetworkState } from '@farsight/protocol';
import { collectEveryMs, collectGarbage } from './heap.js';
import type { CompiledServerOptions } from './config.js';
import { errorToStatus, isServerFault } from './error-to-status.js';
import type { Scheduler } from './executors/scheduler.js';
import { startGrpcServer, type GrpcServer } from './grpc/grpc-server.js';
import type { FrameMemory } from './frame-memory.js';
import type { CallEnd } from './grpc/server-call.js';
import type { Service } from './grpc/service.js';
import {
  LiveHub,
  startHttpServer,
  type HttpServer,
  type ServerStatus,
  type StreamStatus,
} from './http/index.js';
import { hostAndPort, isAnyHost } from './hosts.js';
import { Lifecycle } from './lifecycle.js';
import type { NetworkDirectory } from './networks/network-directory.js';
import { farsightService } from './services/farsight.js';
import { healthService } from './services/health.js';
import { inferenceServerService } from './services/inference-server.js';
import { reflectionServices } from './services/reflection.js';
import type { ServiceContext } from './services/service-context.js';
import { maxAgeFor } from './session/stream-plan.js';
import { StreamRegistry } from './session/stream-registry.js';
import { SourceHub, type SourceHubOptions } from './sources/source-hub.js';
import { showStream } from './watch/show-stream.js';

/** What a server is doing: for tests and metrics. */
export interface ServerStats {
  /** Streams that are open, unary calls among them. */
  readonly streams: readonly StreamStatus[];
  /** Since the server started. */
  readonly frames: {
    readonly received: number;
    /** With a result or an error. */
    readonly answered: number;
    /** With an error. */
    readonly failed: number;
    readonly dropped: number;
    /** The same by reason. */
    readonly drops: DropCounts;
  };
  /** Open gRPC connections. */
  readonly connections: number;
  /** Executors alive, by network. */
  readonly executors: Readonly<Record<string, number>>;
  /** Executors at work. */
  readonly busyExecutors: number;
  readonly networks: Readonly<Record<string, NetworkState>>;
}

/** A server that runs. */
export interface FarsightServer extends AsyncDisposable {
  readonly host: string;
  /** Port of gRPC. */
  readonly port: number;
  /** `host:port` of gRPC for clients on this machine. */
  readonly address: string;
  /** Port of HTTP, or undefined if it is off. */
  readonly httpPort: number | undefined;
  /** `http://127.0.0.1:5080`: the page on this machine, or undefined if HTTP is off. */
  readonly url: string | undefined;
  /** Network for clients that name none. */
  readonly defaultNetwork: string | undefined;
  /** Where to show live streams on the page. */
  readonly live: LiveHub;
  /** Names of all networks. */
  readonly networkNames: readonly string[];
  /** Names of those that are loaded. */
  readonly loadedNetworks: readonly string[];
  /** All networks, without labels. Network files that nobody has asked for yet are read for it. */
  networks(): Promise<readonly NetworkInfo[]>;
  stats(): ServerStats;
  /**
   * Stops: no new calls, open ones get `drainMs` (default: the option of the server) to end and are ended then, executors and
   * ports are closed. Safe to call twice.
   */
  close(options?: { readonly drainMs?: number }): Promise<void>;
}

/** What a server is made of, besides its ports. */
export interface ServerParts {
  readonly directory: NetworkDirectory;
  readonly scheduler: Scheduler;
  readonly memory: FrameMemory;
}

/** The parts of a server put together. */
export class RunningServer implements FarsightServer {
  readonly live: LiveHub;
  readonly #options: CompiledServerOptions;
  readonly #directory: NetworkDirectory;
  readonly #scheduler: Scheduler;
  readonly #memory: FrameMemory;
  readonly #streams = new StreamRegistry({
    onIdle: () => this.#rest(),
    show: (...stream) => showStream(this.live, ...stream),
  });
  readonly #lifecycle = new Lifecycle();
  readonly #startedMs = performance.now();
  readonly #collecting = setInterval(() => this.#collect(), collectEveryMs).unref();
  #grpc: GrpcServer | undefined;
  #http: HttpServer | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: CompiledServerOptions, { directory, scheduler, memory }: ServerParts) {
    this.#options = options;
    this.#directory = directory;
    this.#scheduler = scheduler;
    this.#memory = memory;
    this.live = options.live ?? new LiveHub();
  }

  get host(): string {
    return this.#options.host;
  }

  get port(): number {
    return this.#grpc?.port ?? 0;
  }

  get address(): string {
    return hostAndPort(isAnyHost(this.host) ? '127.0.0.1' : this.host, this.port);
  }

  get httpPort(): number | undefined {
    return this.#http?.port;
  }

  get url(): string | undefined {
    return this.#http?.url;
  }

  get defaultNetwork(): string | undefined {
    return this.#directory.defaultName;
  }

  get networkNames(): readonly string[] {
    return this.#directory.names;
  }

  get loadedNetworks(): readonly string[] {
    return this.#directory.loaded;
  }

  networks(): Promise<readonly NetworkInfo[]> {
    return this.#directory.list();
  }

  stats(): ServerStats {
    const { received, frames, failed, dropped, drops } = this.#streams.counts();
    const networks = this.#directory.listNow().map(({ name, state }) => [name, state] as const);
    return {
      streams: this.#streams.streams(),
      frames: { received, answered: frames, failed, dropped, drops },
      connections: this.#grpc?.connections ?? 0,
      executors: this.#directory.executors(),
      busyExecutors: this.#scheduler.busy,
      networks: Object.fromEntries(networks),
    };
  }

  /** Opens the ports. Calls that come before {@link announce} wait for the networks they want. */
  async listen(): Promise<void> {
    const { host, port, httpPort, token, tls, limits, keepaliveMs, logger } = this.#options;
    const context = this.#context();
    const own = farsightService(context);
    const onCallEnd = (path: string, peer: string, end: CallEnd): void => this.#logCall(path, peer, end);
    this.#grpc = await startGrpcServer({
      host,
      port,
      token,
      tls,
      services: this.#services(own, context),
      errorToStatus,
      memory: this.#memory,
      limits: { ...limits, callsPerConnection: limits.streamsPerConnection, keepaliveMs },
      onCallEnd,
    });
    if (httpPort === false) return;
    const status = (): ServerStatus => this.#status();
    this.#http = await startHttpServer({
      host,
      port: httpPort,
      token,
      tls,
      live: this.live,
      status,
      calls: {
        services: [own],
        maxSockets: limits.connections,
        maxMessageBytes: limits.messageBytes,
        keepaliveMs,
        memory: this.#memory,
        onCallEnd,
      },
      log: logger,
    });
  }

  /** Says that the server is ready. */
  announce(): void {
    this.#lifecycle.enter('serving');
    const { host, port, httpPort } = this;
    this.#options.logger.info({ host, port, httpPort }, 'Farsight is serving.');
  }

  close({ drainMs = this.#options.drainMs }: { drainMs?: number } = {}): Promise<void> {
    return (this.#closed ??= this.#close(drainMs));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(drainMs: number): Promise<void> {
    const served = this.#lifecycle.serving;
    this.#lifecycle.enter('stopping');
    clearInterval(this.#collecting);
    await Promise.all([this.#grpc?.close(drainMs), this.#http?.drainCalls(drainMs)]);
    this.live.close();
    await this.#http?.close();
    await this.#directory.close();
    if (served) this.#options.logger.info('Farsight has stopped.');
  }

  #context(): ServiceContext {
    const { limits, executors, logger } = this.#options;
    // Enough for every executor to have one at work and the next at hand, and one on its way in and out.
    const defaultInFlight = { lossless: 2 * executors + 2, live: executors + 1 };
    return {
      networks: this.#directory,
      streams: this.#streams,
      sources: this.#openSources(defaultInFlight),
      memory: this.#memory,
      limits,
      defaultInFlight,
      logger,
    };
  }

  #services(farsight: Service, context: ServiceContext): readonly Service[] {
    const own = [farsight, inferenceServerService(context)];
    const names = [...own.map(({ name }) => name), 'grpc.health.v1.Health'];
    return [...own, healthService(names, this.#lifecycle), ...reflectionServices(names)];
  }

  #openSources(inFlight: ServiceContext['defaultInFlight']): SourceHub {
    const { access, limits, logger } = this.#options;
    const { sources: limit, framePixels: maxPixels, waitingBytes: maxWaitingBytes } = limits;
    const planFor: SourceHubOptions['planFor'] = (delivery, wantedAgeMs) => {
      const maxInFlight = Math.min(inFlight[delivery], limits.framesInFlight);
      const maxAgeMs = maxAgeFor(delivery, wantedAgeMs, limits.frameAgeMs);
      const reclaim = (bytes: ArrayBuffer): void => memory.give(bytes);
      return { delivery, maxInFlight, maxWaitingBytes, maxAgeMs, reclaim };
    };
    const memory = this.#memory;
    const hub = new SourceHub({ access, streams: this.#streams, logger, limit, maxPixels, planFor, memory });
    // Cameras do not end by themselves: nobody needs to wait for them.
    this.#lifecycle.onChange(() => {
      if (this.#lifecycle.over) hub.close(new FarsightError('SHUTTING_DOWN', 'The server is stopping.'));
    });
    return hub;
  }

  /** The frames of streams that are over go now rather than when the next ones come. */
  #rest(): void {
    this.#memory.clear();
    this.#directory.rest();
    collectGarbage();
  }

  /** A server without streams has rested. */
  #collect(): void {
    if (this.#streams.size > 0) collectGarbage();
  }

  #logCall(path: string, peer: string, { status, error }: CallEnd): void {
    const { logger } = this.#options;
    if (error !== undefined && isServerFault(error)) {
      logger.error({ path, peer, status: status.status, err: error }, 'A call failed.');
    } else {
      logger.debug({ path, peer, status: status.status, message: status.message }, 'A call ended.');
    }
  }

  #status(): ServerStatus {
    return {
      ready: this.#lifecycle.serving,
      version,
      uptimeS: (performance.now() - this.#startedMs) / 1000,
      address: this.address,
      networks: this.#directory.listNow(),
      streams: this.#streams.streams(),
      executors: this.#executorStatus(),
      counts: this.#streams.counts(),
    };
  }

  #executorStatus(): ServerStatus['executors'] {
    const { busy, maxBusy } = this.#scheduler;
    const load = Math.min(1, this.#streams.workMsPerSecond() / 1000 / maxBusy);
    return { busy, limit: maxBusy, load };
  }
}

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
