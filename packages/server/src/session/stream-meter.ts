import type { StreamStatus } from '@farsight/protocol';
import type { FrameObserver } from './frame-observer.js';
import type { FrameAnswer } from './frame-line.js';
import { SlidingSum } from './sliding-sum.js';

/** Latencies that percentiles are taken of. */
const latencies = 256;
/** Frames that may be unanswered: of more, the oldest are not timed. */
const mostUnanswered = 1024;

/** What {@link StreamMeter} tells. */
export type StreamFigures = Pick<
  StreamStatus,
  'state' | 'fpsIn' | 'fpsOut' | 'latencyP50Ms' | 'latencyP95Ms'
>;

/** Measures one stream as its frames pass. */
export class StreamMeter implements FrameObserver {
  readonly #now: () => number;
  readonly #in: SlidingSum;
  readonly #out: SlidingSum;
  readonly #latencies = new Float64Array(latencies);
  readonly #arrivals: { readonly index: number; readonly ms: number }[] = [];
  #answered = 0;

  /** @param now - milliseconds of a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#in = new SlidingSum(now);
    this.#out = new SlidingSum(now);
  }

  onFrame({ stamp: { index } }: Parameters<FrameObserver['onFrame']>[0]): void {
    this.#in.add(1);
    this.#arrivals.push({ index, ms: this.#now() });
    if (this.#arrivals.length > mostUnanswered) this.#arrivals.shift();
  }

  onAnswer({ stamp: { index } }: FrameAnswer): void {
    this.#out.add(1);
    // Those before it were dropped.
    while ((this.#arrivals[0]?.index ?? Infinity) < index) this.#arrivals.shift();
    if (this.#arrivals[0]?.index !== index) return;
    const arrival = this.#arrivals.shift();
    this.#latencies[this.#answered % latencies] = this.#now() - (arrival?.ms ?? NaN);
    this.#answered += 1;
  }

  /** Milliseconds from arrival to answer of the latest frame; undefined before the first. */
  get latencyMs(): number | undefined {
    return this.#answered === 0 ? undefined : this.#latencies[(this.#answered - 1) % latencies];
  }

  /** Answers per second. */
  get fps(): number {
    return this.#out.perSecond();
  }

  figures(): StreamFigures {
    const fpsIn = this.#in.perSecond();
    const sorted = this.#latencies.slice(0, Math.min(this.#answered, latencies)).sort();
    const share = (part: number): number | undefined => sorted[Math.ceil(part * sorted.length) - 1];
    return {
      state: fpsIn > 0 ? 'running' : 'waiting',
      fpsIn,
      fpsOut: this.fps,
      latencyP50Ms: share(0.5),
      latencyP95Ms: share(0.95),
    };
  }
}
