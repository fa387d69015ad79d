import { openSource, type Source, type SourceOptions } from '@farsight/media';
import { FarsightError, type Delivery } from '@farsight/protocol';
import type { Logger } from '../logging.js';
import type { StreamPlan } from '../session/stream-plan.js';
import type { StreamRegistry } from '../session/stream-registry.js';
import { SharedSource, type WatchedSource } from './shared-source.js';
import { runSource } from './source-run.js';
import type { AllowedSource, SourceAccess } from './source-access.js';

/** What the hub needs of the server around it. */
export interface SourceHubOptions {
  readonly access: SourceAccess;
  readonly streams: StreamRegistry;
  readonly logger: Logger;
  /** Sources open at a time. */
  readonly limit: number;
  /** Frames with more pixels are not decoded. */
  readonly maxPixels: number;
  /** What is to be done with the frames of a source, but for its networks. */
  readonly planFor: (delivery: Delivery) => Omit<StreamPlan, 'networks'>;
  /** Milliseconds a live source stays open without watchers; default 5000. */
  readonly lingerMs?: number;
  /** Opens a source; default: `openSource` of media. For tests. */
  readonly open?: (location: string, options: SourceOptions) => Promise<Source>;
}

/** What somebody wants to watch. */
export interface WatchOrder {
  /** As the client says it. */
  readonly source: string;
  readonly networks: StreamPlan['networks'];
  /** Whether frames are to come with their answers. */
  readonly frames: boolean;
}

/** The sources that this server opened for its clients. */
export class SourceHub {
  readonly #options: SourceHubOptions;
  readonly #open = new Set<SharedSource>();
  /** Those that others may join, by source, networks and options. */
  readonly #joinable = new Map<string, SharedSource>();
  #closed: FarsightError | undefined;

  constructor(options: SourceHubOptions) {
    this.#options = options;
  }

  /** Sources that are open. */
  get size(): number {
    return this.#open.size;
  }

  /**
   * Opens a source, or joins those who watch it with the same networks and options already.
   *
   * @throws FarsightError NOT_ALLOWED, SOURCE_NOT_FOUND, SOURCE_FAILED, LIMIT_EXCEEDED, SHUTTING_DOWN; the signal's reason
   */
  async watch(order: WatchOrder, signal: AbortSignal): Promise<WatchedSource> {
    const source = await this.#options.access.find(order.source);
    const { frames } = order;
    const key = keyOf(source, order);
    const present = this.#joinable.get(key);
    const joined = present && (await present.join({ frames, alone: false }, signal));
    if (joined !== undefined) return joined;
    const own = await this.#begin(key, source, order).join({ frames, alone: true }, signal);
    if (own !== undefined) return own;
    throw new FarsightError('INTERNAL', 'A source that was just opened belongs to somebody else.');
  }

  /** Ends what has no end by itself, and refuses what comes after. */
  close(reason: FarsightError): void {
    this.#closed = reason;
    for (const source of [...this.#open]) source.close(reason);
  }

  #begin(key: string, source: AllowedSource, { networks }: WatchOrder): SharedSource {
    if (this.#closed !== undefined) throw this.#closed;
    this.#makeRoom();
    const { streams, planFor, lingerMs = 5000 } = this.#options;
    const shared: SharedSource = new SharedSource({
      open: (signal) => this.#openSource(source, signal),
      run: (opened, wantsFrames, signal) => {
        const plan = { ...planFor(opened.live ? 'live' : 'lossless'), networks };
        return runSource(opened, plan, { streams, wantsFrames }, signal);
      },
      lingerMs,
      onEnd: () => {
        this.#open.delete(shared);
        if (this.#joinable.get(key) === shared) this.#joinable.delete(key);
      },
    });
    this.#open.add(shared);
    if (!this.#joinable.has(key)) this.#joinable.set(key, shared);
    return shared;
  }

  #openSource({ name, location, checkRedirect }: AllowedSource, signal: AbortSignal): Promise<Source> {
    const { open = openSource, logger, maxPixels } = this.#options;
    return open(location, {
      signal,
      maxPixels,
      ...(name !== undefined && { streamId: name }),
      ...(checkRedirect !== undefined && { checkRedirect }),
      onProblem: ({ error }) => logger.warn({ err: error, source: name }, 'A source has a problem.'),
    });
  }

  /** Those that only wait for somebody to come back go first. */
  #makeRoom(): void {
    const { limit } = this.#options;
    if (this.#open.size < limit) return;
    const idle = [...this.#open].find((source) => source.idle);
    if (idle === undefined) {
      throw new FarsightError(
        'LIMIT_EXCEEDED',
        `Expected at most ${limit} open sources on this server (limit sources); as many are open.`,
      );
    }
    idle.close(new FarsightError('CANCELLED', 'Another source needs the place.'));
  }
}

/** What the operator named may lead anywhere, so it is not the same as what a client found by the same URL. */
function keyOf({ key, checkRedirect }: AllowedSource, { networks }: WatchOrder): string {
  const isNamed = checkRedirect === undefined;
  return JSON.stringify([key, isNamed, networks.map(({ network, options }) => [network.info.name, options])]);
}
