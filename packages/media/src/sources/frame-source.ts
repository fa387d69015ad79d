import { FarsightError, type EncodedFrame } from '@farsight/protocol';
import { cancelled } from './cancelled.js';
import type { Ratio, Source, SourceKind, SourceOptions, SourceProblem } from './source.js';

/** What a kind of source adds to the common behaviour. */
export interface SourceParts {
  readonly kind: SourceKind;
  readonly live?: boolean;
  readonly frameCount?: number | undefined;
  readonly frameRate?: Ratio | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly skipped?: number;
  readonly fileOf?: (index: number) => string | undefined;
  /**
   * Makes the frames, called at most once. Must settle soon after `signal` aborts, whatever it waits for, and must free
   * what it holds when it ends.
   */
  readonly frames: (signal: AbortSignal, tally: Tally) => AsyncGenerator<EncodedFrame, void, undefined>;
  /** Frees what was opened before the first frame; called once, after the frames have ended. */
  readonly close?: () => Promise<void>;
}

type Listeners = Pick<SourceOptions, 'onProblem' | 'onReturn'>;

/** Where a source counts what it leaves out. */
export class Tally {
  dropped = 0;
  problems = 0;
  losses = 0;
  readonly #listeners: Listeners;
  #pastAwayMs = 0;
  #lostMs: number | undefined;

  constructor(listeners: Listeners = {}) {
    this.#listeners = listeners;
  }

  /** Milliseconds it was away, the present absence included. */
  get awayMs(): number {
    return this.#pastAwayMs + (this.#lostMs === undefined ? 0 : performance.now() - this.#lostMs);
  }

  /** Counts something that could not be used and tells whoever wanted to know. */
  problem(problem: SourceProblem): void {
    this.problems += 1;
    this.#listeners.onProblem?.(problem);
  }

  /** Counts that a live input was lost and tells whoever wanted to know. */
  lost(error: FarsightError): void {
    this.losses += 1;
    this.#lostMs = performance.now();
    this.problem({ error, away: true });
  }

  /** Adds how long it was away and tells whoever wanted to know. */
  foundAgain(awayMs: number): void {
    this.#lostMs = undefined;
    this.#pastAwayMs += awayMs;
    this.#listeners.onReturn?.(awayMs);
  }
}

/** Makes a source of its parts: one iteration, and an end that frees everything, however it comes about. */
export function frameSource(streamId: string, parts: SourceParts, options: SourceOptions): Source {
  return new FrameSource(streamId, parts, options);
}

class FrameSource implements Source {
  readonly kind: SourceKind;
  readonly live: boolean;
  readonly frameCount: number | undefined;
  readonly frameRate: Ratio | undefined;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly skipped: number;
  readonly #parts: SourceParts;
  readonly #tally: Tally;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = (): void => void this.#end();
  #frames: AsyncGenerator<EncodedFrame, void, undefined> | undefined;
  #ended: Promise<void> | undefined;

  constructor(
    readonly streamId: string,
    parts: SourceParts,
    options: SourceOptions,
  ) {
    ({ kind: this.kind, live: this.live = false, skipped: this.skipped = 0 } = parts);
    ({ frameCount: this.frameCount, frameRate: this.frameRate } = parts);
    ({ width: this.width, height: this.height } = parts);
    this.#parts = parts;
    this.#tally = new Tally(options);
    const { signal } = options;
    this.#signal = signal;
    signal?.addEventListener('abort', this.#onAbort, { once: true });
    if (signal?.aborted === true) void this.#end();
  }

  get dropped(): number {
    return this.#tally.dropped;
  }

  get problems(): number {
    return this.#tally.problems;
  }

  get losses(): number {
    return this.#tally.losses;
  }

  get awayMs(): number {
    return this.#tally.awayMs;
  }

  fileOf(index: number): string | undefined {
    return this.#parts.fileOf?.(index);
  }

  [Symbol.asyncIterator](): AsyncIterator<EncodedFrame, undefined> {
    if (this.#frames !== undefined) {
      throw new FarsightError('INVALID_ARGUMENT', 'A source can be iterated once. Open it again.');
    }
    this.#frames = this.#parts.frames(this.#stop.signal, this.#tally);
    const frames = this.#frames;
    return {
      next: () => this.#next(frames),
      return: async () => {
        await this.#end();
        return { done: true, value: undefined };
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
  }

  async #next(
    frames: AsyncGenerator<EncodedFrame, void, undefined>,
  ): Promise<IteratorResult<EncodedFrame, undefined>> {
    try {
      const result = this.#ended === undefined ? await frames.next() : { done: true as const };
      if (result.done !== true && !this.#stop.signal.aborted) return result;
      if (result.done !== true) result.value.pixels?.[Symbol.dispose]();
    } catch (error) {
      await this.#end();
      if (!this.#stoppedFirst(error)) throw FarsightError.from(error, 'SOURCE_FAILED', 'The source failed.');
    }
    await this.#end();
    if (this.#signal?.aborted === true) throw cancelled();
    return { done: true, value: undefined };
  }

  /** Whether an error only says that the source was stopped, by us or by the caller. */
  #stoppedFirst(error: unknown): boolean {
    return FarsightError.is(error) && error.code === 'CANCELLED';
  }

  #end(): Promise<void> {
    this.#ended ??= this.#free();
    return this.#ended;
  }

  async #free(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#onAbort);
    // Abort first: return() waits for a next() that is under way, and that may be waiting for a silent camera.
    this.#stop.abort();
    await this.#frames?.return();
    await this.#parts.close?.();
  }
}
