import {
  addDrops,
  newDropTally,
  totalDrops,
  type DropCounts,
  type StreamItem,
  type Timings,
} from '@farsight/client';
import { fairness, percentile } from './statistics.js';

/** What a bench found. */
export interface BenchReport {
  readonly streams: number;
  /** Length of the measurement. */
  readonly seconds: number;
  /** Frames answered in it, those that failed among them. */
  readonly frames: number;
  readonly framesPerSecond: number;
  readonly framesPerSecondPerStream: readonly number[];
  /** From handing a frame to the client until its result was there. */
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number };
  readonly dropped: number;
  /** The same by reason. */
  readonly drops: DropCounts;
  readonly failed: number;
  /** Mean time of a frame in each step on the server. */
  readonly timings: Timings;
  /** Jain's index over the streams: 1 is perfectly fair. */
  readonly fairness: number;
}

type MutableTimings = { -readonly [K in keyof Timings]: number };

/**
 * Collects the results of some streams over a span of time that begins when each of them has had its first one: loading
 * and connecting are not measured.
 */
export class Measurement {
  readonly #spanMs: number;
  readonly #frames: number[];
  readonly #begun = new Set<number>();
  readonly #latencies: number[] = [];
  readonly #timings: MutableTimings = {
    queueMs: 0,
    decodeMs: 0,
    preprocessMs: 0,
    runMs: 0,
    postprocessMs: 0,
  };
  #fromMs: number | undefined;
  readonly #drops = newDropTally();
  #failed = 0;

  constructor(streams: number, spanMs: number) {
    this.#spanMs = spanMs;
    this.#frames = new Array<number>(streams).fill(0);
  }

  /** Whether the span is over. */
  isOver(nowMs: number): boolean {
    return this.#fromMs !== undefined && nowMs >= this.#fromMs + this.#spanMs;
  }

  /** Whether results count. */
  get running(): boolean {
    return this.#fromMs !== undefined;
  }

  add(stream: number, item: StreamItem, latencyMs: number, nowMs: number): void {
    if (this.#fromMs === undefined) {
      this.#begun.add(stream);
      if (this.#begun.size === this.#frames.length) this.#fromMs = nowMs;
      return;
    }
    if (this.isOver(nowMs)) return;
    this.#frames[stream] = (this.#frames[stream] ?? 0) + 1;
    this.#latencies.push(latencyMs);
    addDrops(this.#drops, item.drops);
    if (item.error !== undefined) this.#failed += 1;
    for (const step of Object.keys(this.#timings) as (keyof Timings)[]) {
      this.#timings[step] += item.timings[step];
    }
  }

  /** @param nowMs - when it ended, if that was before the span was over */
  report(nowMs: number): BenchReport {
    const seconds = Math.min(this.#spanMs, nowMs - (this.#fromMs ?? nowMs)) / 1000;
    const frames = this.#latencies.length;
    const rates = this.#frames.map((count) => (seconds > 0 ? count / seconds : 0));
    const sorted = this.#latencies.sort((a, b) => a - b);
    return {
      streams: rates.length,
      seconds,
      frames,
      framesPerSecond: rates.reduce((sum, rate) => sum + rate, 0),
      framesPerSecondPerStream: rates,
      latencyMs: { p50: percentile(sorted, 50), p95: percentile(sorted, 95), p99: percentile(sorted, 99) },
      dropped: totalDrops(this.#drops),
      drops: this.#drops,
      failed: this.#failed,
      timings: this.#meanTimings(Math.max(1, frames - this.#failed)),
      fairness: fairness(rates),
    };
  }

  /** Frames that failed have times of 0. */
  #meanTimings(answered: number): Timings {
    const { queueMs, decodeMs, preprocessMs, runMs, postprocessMs } = this.#timings;
    return {
      queueMs: queueMs / answered,
      decodeMs: decodeMs / answered,
      preprocessMs: preprocessMs / answered,
      runMs: runMs / answered,
      postprocessMs: postprocessMs / answered,
    };
  }
}
