import { randomUUID } from 'node:crypto';
import type { ServerCounts, StreamStatus } from '../http/index.js';
import type { StreamCounts } from './frame-line.js';
import type { StreamPlan } from './stream-plan.js';

const idleMs = 1000;

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
  #idleTimer: NodeJS.Timeout | undefined;

  /** @param onIdle - Called when there has been no stream for a second after there was one. */
  constructor(onIdle: () => void = () => undefined) {
    this.#onIdle = onIdle;
  }

  /** Registers a stream that begins. */
  open(id: string, plan: StreamPlan, counts: Readonly<StreamCounts>): RegisteredStream {
    const key = {};
    const networks = plan.networks.map(({ network }) => network.info.name);
    clearTimeout(this.#idleTimer);
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
        if (this.#open.size === 0) this.#idleTimer = setTimeout(this.#onIdle, idleMs).unref();
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
