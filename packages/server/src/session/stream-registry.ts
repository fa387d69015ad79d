import { randomUUID } from 'node:crypto';
import {
  addDrops,
  newDropTally,
  totalDrops,
  type FrameResult,
  type ServerCounts,
  type StreamStatus,
} from '@farsight/protocol';
import type { AnsweredFrames } from './answer-frames.js';
import type { FrameObserver } from './frame-observer.js';
import type { StreamCounts } from './frame-line.js';
import { SlidingSum } from './sliding-sum.js';
import { StreamMeter } from './stream-meter.js';
import type { StreamPlan } from './stream-plan.js';

/**
 * The first time for what streams leave behind. The others for the heap itself: V8 makes its young generation smaller (20 MB
 * of pages were measured) when little has been allocated in the last five seconds.
 */
const idleAfterMs = [1000, 3500, 6000];

/** A stream in the registry; to be closed by who opened it. */
export interface RegisteredStream {
  readonly id: string;
  close(): void;
}

/** A stream that can be watched. */
export interface Shown {
  /** Name it can be watched under. */
  readonly name: string;
  readonly observer: FrameObserver;
  close(): void;
}

/** What a stream has done so far. */
type StreamTotals = Readonly<StreamCounts>;

interface StreamExtras {
  readonly watchable?: boolean;
  readonly source?: Readonly<Required<Pick<StreamStatus, 'losses' | 'awayMs'>>>;
}

export interface StreamRegistryOptions {
  /** Called when there has been no stream for a second after there was one, and twice more. */
  readonly onIdle?: () => void;
  /** Lets a stream be watched. Default: none can be. */
  readonly show?: (id: string, plan: StreamPlan, meter: StreamMeter, counts: StreamTotals) => Shown;
}

/** What streams there are and what all have done: for status, metrics and tests. */
export class StreamRegistry {
  readonly #open = new Map<object, () => StreamStatus>();
  #past = sum([]);
  readonly #counts = new Set<StreamTotals>();
  readonly #options: StreamRegistryOptions;
  readonly #workMs = new SlidingSum(() => performance.now());
  #idleTimers: NodeJS.Timeout[] = [];

  constructor(options: StreamRegistryOptions = {}) {
    this.#options = options;
  }

  /**
   * Registers a stream that begins.
   *
   * @param watchable - `false` for what nobody could watch: a call of one frame, a source that is not there yet
   * @param source - the live source that the server opened for it
   */
  open(
    id: string,
    plan: StreamPlan,
    { counts, observe }: Pick<AnsweredFrames, 'counts' | 'observe'>,
    { watchable = true, source }: StreamExtras = {},
  ): RegisteredStream {
    const key = {};
    const meter = new StreamMeter();
    const shown = watchable ? this.#options.show?.(id, plan, meter, counts) : undefined;
    for (const observer of [meter, shown?.observer, this.#workObserver]) {
      if (observer !== undefined) observe(observer);
    }
    const networks = plan.networks.map(({ network }) => network.info.name);
    this.#idleTimers.splice(0).forEach(clearTimeout);
    this.#counts.add(counts);
    this.#open.set(key, () => ({
      id,
      networks,
      delivery: plan.delivery,
      frames: counts.answered,
      dropped: totalDrops(counts.drops),
      drops: { ...counts.drops },
      failed: counts.failed,
      ...meter.figures(),
      live: shown?.name,
      ...(source !== undefined && { losses: source.losses, awayMs: source.awayMs }),
    }));
    return {
      id,
      close: () => {
        if (!this.#open.delete(key)) return;
        shown?.close();
        this.#counts.delete(counts);
        this.#past = sum([this.#past, counts]);
        if (this.#open.size > 0) return;
        this.#idleTimers = idleAfterMs.map((afterMs) =>
          setTimeout(() => this.#options.onIdle?.(), afterMs).unref(),
        );
      },
    };
  }

  /** Number of streams that are open. */
  get size(): number {
    return this.#open.size;
  }

  /** Streams that are open. */
  streams(): readonly StreamStatus[] {
    return [...this.#open.values()].map((status) => status());
  }

  /** Executors' milliseconds of work per second, in the last five seconds. */
  workMsPerSecond(): number {
    return this.#workMs.perSecond();
  }

  readonly #workObserver: FrameObserver = {
    onFrame: () => undefined,
    onAnswer: ({ outcome }) => {
      if (!(outcome instanceof Error)) this.#workMs.add(workMs(outcome));
    },
  };

  /** Totals since the server started. */
  counts(): ServerCounts & { readonly received: number } {
    const { received, answered, failed, drops } = sum([this.#past, ...this.#counts]);
    return { received, frames: answered, failed, dropped: totalDrops(drops), drops };
  }
}

function workMs({ timings }: FrameResult): number {
  return timings.decodeMs + timings.preprocessMs + timings.runMs + timings.postprocessMs;
}

/** A name for a stream whose client gave none. */
export function newStreamId(): string {
  return randomUUID().slice(0, 8);
}

function sum(all: readonly StreamTotals[]): StreamCounts {
  const total = { received: 0, answered: 0, failed: 0, drops: newDropTally() };
  for (const { received, answered, failed, drops } of all) {
    total.received += received;
    total.answered += answered;
    total.failed += failed;
    addDrops(total.drops, drops);
  }
  return total;
}
