import { noDrops, totalDrops, type DropCounts, type StreamInfo } from '@farsight/client';
import { LiveHub, startHttpServer, type HttpServer, type ServerStatus } from '@farsight/server';
import { aborted } from '../interruption.js';
import { version } from '../version.js';
import { LivePublisher } from './live-publisher.js';
import type { Received, Receiver } from './receiver.js';

/** Who opens the page of a finished run sees its last frame after this, at the latest. */
const repeatMs = 500;

/** Shows results on a page that this process serves on this machine. */
export class WebDisplay implements Receiver {
  readonly wantsPixels = false;
  readonly #server: string;
  readonly #hub = new LiveHub();
  readonly #publisher: LivePublisher;
  readonly #startedMs = performance.now();
  readonly #counts = { frames: 0, failed: 0 };
  #drops: DropCounts = noDrops;
  #http: HttpServer | undefined;
  #networks: StreamInfo['networks'] = [];

  /**
   * @param name - of the stream, for the page
   * @param server - address of the server that computes the results
   */
  constructor(name: string, server: string) {
    this.#publisher = new LivePublisher(this.#hub, name);
    this.#server = server;
  }

  /**
   * Begins to serve; returns the page's address.
   *
   * @throws FarsightError PORT_IN_USE
   */
  async open(port: number): Promise<string> {
    const status = (): ServerStatus => this.#status();
    this.#http = await startHttpServer({ host: '127.0.0.1', port, live: this.#hub, status });
    return this.#http.url;
  }

  begin(info: StreamInfo): void {
    // Without labels, which a page gets with the stream.
    this.#networks = info.networks.map((network) => ({
      ...network,
      tasks: network.tasks.map((task) => ({ ...task, labels: [] })),
    }));
    this.#publisher.begin(info);
  }

  receive(received: Received): void {
    this.#counts.frames += 1;
    this.#drops = received.drops;
    if (received.item.error !== undefined) this.#counts.failed += 1;
    this.#publisher.receive(received);
  }

  /** Shows the last frame again and again until the signal fires. */
  async hold(signal: AbortSignal): Promise<void> {
    const repeating = setInterval(() => this.#publisher.repeat(), repeatMs);
    await aborted(signal);
    clearInterval(repeating);
  }

  async close(): Promise<void> {
    this.#publisher.close();
    await this.#http?.close();
  }

  #status(): ServerStatus {
    return {
      ready: true,
      version,
      uptimeS: (performance.now() - this.#startedMs) / 1000,
      address: this.#server,
      networks: this.#networks,
      streams: [],
      counts: { ...this.#counts, dropped: totalDrops(this.#drops), drops: this.#drops },
    };
  }
}
