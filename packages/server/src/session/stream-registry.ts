import { randomUUID } from 'node:crypto';
import type { ServerCounts, StreamStatus } from '../http/index.js';
import type { StreamCounts } from './frame-line.js';
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

/** What streams there are and what all have done: for status, metrics and tests. */
export class StreamRegistry {
  readonly #open = new Map<object, () => StreamStatus>();
  #past = { received: 0, answered: 0, failed: 0, dropped: 0 };
  readonly #counts = new Set<Readonly<StreamCounts>>();
  readonly #onIdle: () => void;
  #idleTimers: NodeJS.Timeout[] = [];

  /** @param onIdle - Called when there has been no stream for a second after there was one, and twice more. */
  constructor(onIdle: () => void = () => undefined) {
    this.#onIdle = onIdle;
  }

  /** Registers a stream that begins. */
  open(id: string, plan: StreamPlan, counts: Readonly<StreamCounts>): RegisteredStream {
    const key = {};
    const networks = plan.networks.map(({ network }) => network.info.name);
    this.#idleTimers.splice(0).forEach(clearTimeout);
    this.#counts.add(counts);
    this.#open.set(key, () => ({
      id,
      networks,
      delivery: plan.delivery,
      frames: counts.answered,
      dropped: counts.dropped,
      failed: counts.failed,
    }));
    return {
      id,
      close: () => {
        if (!this.#open.delete(key)) return;
        this.#counts.delete(counts);
        this.#past = sum([this.#past, counts]);
        if (this.#open.size > 0) return;
        this.#idleTimers = idleAfterMs.map((afterMs) => setTimeout(this.#onIdle, afterMs).unref());
      },
    };
  }

  /** Streams that are open. */
  streams(): readonly StreamStatus[] {
    return [...this.#open.values()].map((status) => status());
  }

  /** Totals since the server started. */
  counts(): ServerCounts & { readonly received: number } {
    const { received, answered, failed, dropped } = sum([this.#past, ...this.#counts]);
    return { received, frames: answered, failed, dropped };
  }
}

/** A name for a stream whose client gave none. */
export function newStreamId(): string {
  return randomUUID().slice(0, 8);
}

function sum(all: readonly Readonly<StreamCounts>[]): StreamCounts {
  const total = { received: 0, answered: 0, failed: 0, dropped: 0 };
  for (const { received, answered, failed, dropped } of all) {
    total.received += received;
    total.answered += answered;
    total.failed += failed;
    total.dropped += dropped;
  }
  return total;
}
