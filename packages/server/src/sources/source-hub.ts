import { openSource, type Source, type SourceOptions } from '@farsight/media';
import { FarsightError, type Delivery } from '@farsight/protocol';
import type { FrameMemory } from '../frame-memory.js';
import type { Logger } from '../logging.js';
import type { StreamPlan } from '../session/stream-plan.js';
import type { StreamRegistry } from '../session/stream-registry.js';
import { SharedSource, type OnWaiting, type WatchedSource } from './shared-source.js';
import type { AllowedSource, SourceAccess } from './source-access.js';
import { SourceLog } from './source-log.js';
import { runSource } from './source-run.js';
import { listWaiting } from './waiting-stream.js';

/** What the hub needs of the server around it. */
export interface SourceHubOptions {
  readonly access: SourceAccess;
  readonly streams: StreamRegistry;
  readonly logger: Logger;
  /** Sources open at a time. */
  readonly limit: number;
  /** Frames with more pixels are not decoded. */
  readonly maxPixels: number;
  /** Where the bytes of decoded frames go. Default: new memory. */
  readonly memory?: Pick<FrameMemory, 'take'>;
  /** What is to be done with the frames of a source, but for its networks. `wantedAgeMs`: see `maxAgeFor`. */
  readonly planFor: (delivery: Delivery, wantedAgeMs: number) => Omit<StreamPlan, 'networks'>;
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
  /** Milliseconds that frames of a live source may wait before they are begun; 0 (default): as the server has it. */
  readonly maxAgeMs?: number;
  readonly onWaiting?: OnWaiting | undefined;
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
   * Opens a source, or joins those who watch it with the same networks and options already. One that the operator named is
   * waited for if it cannot be reached, for as long as somebody watches: it is listed like a stream meanwhile.
   *
   * @throws FarsightError NOT_ALLOWED, SOURCE_NOT_FOUND, SOURCE_FAILED, LIMIT_EXCEEDED, SHUTTING_DOWN; the signal's reason
   */
  async watch(order: WatchOrder, signal: AbortSignal): Promise<WatchedSource> {
    const source = await this.#options.access.find(order.source);
    const { frames, onWaiting } = order;
    const key = keyOf(source, order);
    const present = this.#joinable.get(key);
    const joined = present && (await present.join({ frames, alone: false, onWaiting }, signal));
    if (joined !== undefined) return joined;
    const own = await this.#begin(key, source, order).join({ frames, alone: true, onWaiting }, signal);
    if (own !== undefined) return own;
    throw new FarsightError('INTERNAL', 'A source that was just opened belongs to somebody else.');
  }

  /** Ends what has no end by itself, and refuses what comes after. */
  close(reason: FarsightError): void {
    this.#closed = reason;
    for (const source of [...this.#open]) source.close(reason);
  }

  #begin(key: string, source: AllowedSource, { networks, maxAgeMs = 0 }: WatchOrder): SharedSource {
    if (this.#closed !== undefined) throw this.#closed;
    this.#makeRoom();
    const { streams, lingerMs = 5000 } = this.#options;
    const planFor = (live: boolean): StreamPlan => ({
      ...this.#options.planFor(live ? 'live' : 'lossless', maxAgeMs),
      networks,
    });
    const ageOf = (live: boolean): number | undefined => planFor(live).maxAgeMs;
    // Only sources with a name are waited for, and streams have the names of their sources.
    const streamId = source.name ?? source.key;
    const shared: SharedSource = new SharedSource({
      open: (signal, onAway) => this.#openSource(source, signal, onAway),
      unopened: { streamId, live: true, frameCount: undefined, away: true, maxAgeMs: ageOf(true) },
      listWaiting: () => listWaiting(streamId, planFor(true), streams),
      maxAgeMs: ageOf,
      run: (opened, wantsFrames, signal) =>
        runSource(opened, planFor(opened.live), { streams, wantsFrames }, signal),
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

  #openSource(
    { name, location, checkRedirect }: AllowedSource,
    signal: AbortSignal,
    onAway: (away: boolean) => void,
  ): Promise<Source> {
    const { open = openSource, logger, maxPixels, memory } = this.#options;
    const log = new SourceLog(logger.child({ source: name }));
    return open(location, {
      signal,
      maxPixels,
      // Most frames of a busy server are dropped, and executors want pixels: JPEGs are made for those who look.
      wire: 'raw',
      ...(memory !== undefined && { allocate: (byteLength: number) => memory.take(byteLength) }),
      // What a client typed itself may be a mistake.
      retryOpening: name !== undefined,
      ...(name !== undefined && { streamId: name }),
      ...(checkRedirect !== undefined && { checkRedirect }),
      onProblem: (problem) => {
        log.problem(problem);
        if (problem.away === true) onAway(true);
      },
      onReturn: (awayMs) => {
        log.back(awayMs);
        onAway(false);
      },
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
function keyOf({ key, checkRedirect }: AllowedSource, { networks, maxAgeMs = 0 }: WatchOrder): string {
  const isNamed = checkRedirect === undefined;
  const run = networks.map(({ network, options }) => [network.info.name, options]);
  return JSON.stringify([key, isNamed, maxAgeMs, run]);
}
