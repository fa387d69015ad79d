import { FarsightError } from '@farsight/protocol';
import type { CapturedFrame } from '../video/video-reader.js';
import { Backoff } from './backoff.js';
import { cancelled } from './cancelled.js';
import type { Tally } from './frame-source.js';
import { pause } from './pause.js';

/** An open connection to a live input. */
export interface LiveConnection {
  /** Its frames; throws when the input breaks or falls silent. */
  frames(signal: AbortSignal): AsyncGenerator<CapturedFrame, void, undefined>;
  /** Frees it, while nothing is being read. */
  close(): Promise<void>;
}

/** How a live input that was lost is opened again. */
export interface ReconnectOptions {
  /** What a message may call it. */
  readonly shown: string;
  /** Whether an end is a loss too: cameras do not end, what a web server holds may. */
  readonly endIsLoss: boolean;
  /** Opens it again, as it was opened before. */
  readonly reopen: (signal: AbortSignal) => Promise<LiveConnection>;
  /** Waits; default: the clock. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** 0..1; default: random. */
  readonly random?: () => number;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

/**
 * A live input that is opened again whenever it breaks or falls silent, until the signal aborts. Time goes on while it is
 * away: stamps grow by as long as there was no frame, the silence before it was given up included.
 *
 * @throws FarsightError CANCELLED
 */
export class Reconnecting implements LiveConnection {
  readonly #options: ReconnectOptions;
  readonly #tally: () => Tally | undefined;
  #connection: LiveConnection | undefined;
  readonly #backoff: Backoff;
  #shiftUs = 0;
  #lastUs = 0;
  #lastMs: number | undefined;
  #away = false;

  /** @param tally - where losses are counted, once somebody counts */
  constructor(first: LiveConnection, options: ReconnectOptions, tally: () => Tally | undefined) {
    this.#connection = first;
    this.#options = options;
    this.#backoff = new Backoff(options.random);
    this.#tally = tally;
  }

  async *frames(signal: AbortSignal): AsyncGenerator<CapturedFrame, void, undefined> {
    for (;;) {
      const lost = yield* this.#untilLost(signal);
      if (lost === undefined) return;
      // One that comes back without a frame has not come back.
      if (!this.#away) this.#tally()?.lost(lost);
      this.#away = true;
      await this.close();
      await this.#reconnect(signal);
    }
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.close();
  }

  /** @returns why there are no more frames; undefined if that is as it should be. */
  async *#untilLost(
    signal: AbortSignal,
  ): AsyncGenerator<CapturedFrame, FarsightError | undefined, undefined> {
    const { shown, endIsLoss } = this.#options;
    try {
      for await (const frame of this.#connection?.frames(signal) ?? []) {
        this.#backoff.reset();
        this.#arrived(frame.ptsUs);
        const ptsUs = frame.ptsUs + this.#shiftUs;
        // Coded video comes in the order of decoding.
        this.#lastUs = Math.max(this.#lastUs, ptsUs);
        yield { ...frame, ptsUs };
      }
      return endIsLoss ? new FarsightError('SOURCE_FAILED', `${shown} ended the stream.`) : undefined;
    } catch (error) {
      if (signal.aborted) throw error;
      return FarsightError.from(error, 'SOURCE_FAILED', `${shown} failed.`);
    }
  }

  /** Finds out, at the first frame after a loss, how long there was none. */
  #arrived(ptsUs: number): void {
    const { now = performance.now.bind(performance) } = this.#options;
    const nowMs = now();
    if (this.#away) {
      this.#away = false;
      const awayMs = nowMs - (this.#lastMs ?? nowMs);
      this.#tally()?.foundAgain(awayMs);
      this.#shiftUs = this.#lastUs + Math.round(1000 * awayMs) - ptsUs;
    }
    this.#lastMs = nowMs;
  }

  async #reconnect(signal: AbortSignal): Promise<void> {
    const { wait = pause, reopen } = this.#options;
    do {
      await wait(this.#backoff.nextMs(), signal);
      if (signal.aborted) throw cancelled();
      // Whatever it is, the next attempt may find it mended: a camera restarts, a cable is put back.
      this.#connection = await reopen(signal).catch(() => undefined);
    } while (this.#connection === undefined);
  }
}
