import { FarsightError } from '@farsight/client';
import { Backoff } from '@farsight/media';
import { Changed } from './changed.js';
import { systemClock, type Clock } from './clock.js';
import { LineQueue, type QueueLimits } from './line-queue.js';
import type { ResultLine, ResultSink } from './result-sink.js';
import type { Delivery, Transport } from './transport.js';

/** How {@link QueuedSink} delivers. */
export interface QueuedSinkOptions {
  readonly limits: QueueLimits;
  /** Whether every line is to arrive: then `write` waits for room and fails where there is no hope. Else oldest lines are dropped. */
  readonly lossless: boolean;
  /** Ctrl-C: from now on nothing waits for long. */
  readonly stop: AbortSignal;
  /** Told of what goes wrong, and when it is right again: lines for people. */
  readonly note: (text: string) => void;
  readonly clock?: Clock;
  /** 0..1. */
  readonly random?: () => number;
}

/** An answer that takes longer is none, in milliseconds. */
export const answerMs = 10_000;
/** What waits at the end gets this long to be delivered, in milliseconds. */
export const flushMs = 5_000;
/** A lossless run gives up after so many failures in a row: three quarters of a minute. */
export const mostFailures = 8;

/**
 * A sink on the network: lines wait in a bounded queue and go out in batches, in order and one at a time, again and again
 * until they arrive. A line may arrive twice where an answer was lost.
 */
export class QueuedSink implements ResultSink {
  readonly #transport: Transport;
  readonly #options: QueuedSinkOptions;
  readonly #clock: Clock;
  readonly #queue: LineQueue;
  readonly #counts = { delivered: 0, retried: 0, dropped: 0 };
  readonly #added = new Changed();
  readonly #taken = new Changed();
  /** Fires when `close` is called: what waits to be sent later is sent now. */
  readonly #closing = new AbortController();
  /** Fires when there is no more time. */
  readonly #end = new AbortController();
  readonly #backoff: Backoff;
  readonly #sending: Promise<void>;
  #failures = 0;
  #hopeless: FarsightError | undefined;

  constructor(transport: Transport, options: QueuedSinkOptions) {
    this.#transport = transport;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#queue = new LineQueue(options.limits);
    this.#backoff = new Backoff(options.random);
    options.stop.addEventListener('abort', this.#hurry);
    this.#sending = this.#sendAll();
  }

  /** Whether lines wait rather than get lost. */
  get #patient(): boolean {
    return this.#options.lossless && !this.#options.stop.aborted;
  }

  async write({ text }: ResultLine): Promise<void> {
    this.#queue.add(text, this.#clock.now());
    this.#added.notify();
    while (this.#patient && this.#queue.overfull && this.#hopeless === undefined) await this.#taken.wait();
    if (this.#hopeless !== undefined) throw this.#hopeless;
    this.#trim();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#added.notify();
    if (!this.#patient) this.#hurry();
    await this.#sending;
    this.#hurry();
    await this.#transport.close(this.#end.signal);
    this.#end.abort();
    this.#options.stop.removeEventListener('abort', this.#hurry);
    if (this.#hopeless !== undefined) throw this.#hopeless;
  }

  deliveries(): readonly string[] {
    const { delivered, retried, dropped } = this.#counts;
    const again = `${retried} ${retried === 1 ? 'retry' : 'retries'}`;
    return [`${this.#transport.name}: ${delivered} sent, ${again}, ${dropped} dropped`];
  }

  /** Nobody waits for room any more, and for the end only for a while. */
  readonly #hurry = (): void => {
    this.#taken.notify();
    if (!this.#closing.signal.aborted) return;
    void this.#clock.sleep(flushMs, this.#end.signal).then(() => this.#end.abort());
  };

  async #sendAll(): Promise<void> {
    while (await this.#due()) {
      const lines = this.#queue.take();
      this.#taken.notify();
      const delivery = await this.#attempt(lines);
      await this.#settle(lines, delivery);
    }
    for (let rest = this.#queue.take(); rest.length > 0; rest = this.#queue.take()) this.#drop(rest);
    this.#taken.notify();
  }

  /** Waits until a batch is to be sent; false if none is. */
  async #due(): Promise<boolean> {
    while (!this.#end.signal.aborted && this.#hopeless === undefined) {
      const dueInMs = this.#queue.dueInMs(this.#clock.now());
      if (dueInMs === undefined && this.#closing.signal.aborted) return false;
      if (dueInMs !== undefined && (dueInMs <= 0 || this.#closing.signal.aborted)) return true;
      const wake = new AbortController();
      const added = this.#added.wait();
      await (dueInMs === undefined ? added : Promise.race([added, this.#clock.sleep(dueInMs, wake.signal)]));
      wake.abort();
    }
    return false;
  }

  async #attempt(lines: readonly string[]): Promise<Delivery> {
    const limit = new AbortController();
    const abort = (): void => limit.abort();
    this.#end.signal.addEventListener('abort', abort);
    if (this.#end.signal.aborted) abort();
    void this.#clock.sleep(answerMs, limit.signal).then(abort);
    try {
      return await this.#transport.deliver(lines, limit.signal);
    } finally {
      abort();
      this.#end.signal.removeEventListener('abort', abort);
    }
  }

  async #settle(lines: readonly string[], delivery: Delivery): Promise<void> {
    switch (delivery.outcome) {
      case 'delivered':
        this.#arrived(lines.length);
        return;
      case 'too-large':
        this.#halve(lines);
        return;
      case 'refused':
        this.#fail(delivery.reason);
        this.#drop(lines);
        return;
      case 'again':
        this.#queue.putBack(lines.slice(delivery.arrived ?? 0));
        this.#arrived(delivery.arrived ?? 0);
        await this.#repeatLater(delivery);
    }
  }

  #arrived(count: number): void {
    if (count === 0) return;
    this.#counts.delivered += count;
    if (this.#failures > 0) this.#options.note(`${this.#transport.name} takes results again.`);
    this.#failures = 0;
    this.#backoff.reset();
  }

  #halve(lines: readonly string[]): void {
    const half = lines.length >> 1;
    if (half > 0) this.#queue.putBack(lines.slice(0, half), lines.slice(half));
    else {
      this.#fail('a single result is too large for it');
      this.#drop(lines);
    }
  }

  async #repeatLater({ reason, afterMs }: Extract<Delivery, { outcome: 'again' }>): Promise<void> {
    this.#failures += 1;
    if (this.#failures === 1) this.#options.note(`${this.#transport.name}: ${reason}; trying again.`);
    if (this.#patient && this.#failures >= mostFailures) {
      this.#hopeless = this.#failure(reason);
      return;
    }
    this.#trim();
    this.#counts.retried += 1;
    await this.#pause(afterMs);
  }

  /** Waits before a repetition: as long as asked, else a while that grows, cut short when the run ends. */
  async #pause(afterMs: number | undefined): Promise<void> {
    const ms = afterMs ?? this.#backoff.nextMs();
    const wake = new AbortController();
    const stop = (): void => wake.abort();
    const signals = [this.#end.signal];
    if (afterMs === undefined && !this.#closing.signal.aborted) signals.push(this.#closing.signal);
    for (const signal of signals) signal.addEventListener('abort', stop);
    if (!this.#end.signal.aborted) await this.#clock.sleep(ms, wake.signal);
    for (const signal of signals) signal.removeEventListener('abort', stop);
  }

  /** What will not get better: a lossless run ends, others are told once until it works again. */
  #fail(reason: string): void {
    if (this.#patient) this.#hopeless = this.#failure(reason);
    else if (this.#failures === 0)
      this.#options.note(`${this.#transport.name}: ${reason}; results are lost.`);
    this.#failures += 1;
  }

  #failure(reason: string): FarsightError {
    return new FarsightError('OUTPUT_FAILED', `Results do not reach ${this.#transport.name}: ${reason}.`);
  }

  #drop(lines: readonly string[]): void {
    this.#counts.dropped += lines.length;
  }

  #trim(): void {
    if (!this.#patient) this.#counts.dropped += this.#queue.trim();
  }
}
