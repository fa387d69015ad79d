import type { Source } from '@farsight/media';
import { FarsightError } from '@farsight/protocol';
import type { SourceAnswer, SourceCounts, SourceRun } from './source-run.js';
import { Watcher } from './watcher.js';

/** What a shared source needs to run. */
export interface SharedSourceSetup {
  readonly open: (signal: AbortSignal) => Promise<Source>;
  readonly run: (source: Source, wantsFrames: () => boolean, signal: AbortSignal) => SourceRun;
  /** Milliseconds it stays open without watchers, for those who come back. */
  readonly lingerMs: number;
  /** Called once, when nobody can join any more. */
  readonly onEnd: () => void;
}

/** A source as one of its watchers sees it. To be disposed when that one leaves. */
export interface WatchedSource extends Disposable {
  readonly streamId: string;
  /** Once. */
  readonly answers: AsyncIterable<SourceAnswer>;
  readonly counts: Readonly<SourceCounts>;
}

/**
 * A source and those who watch it. One that is live is opened, decoded and run once for all of them, from the first watcher's
 * coming until a while after the last one has left. One that has an end belongs to a single watcher, who sees it from its
 * beginning and sets its pace.
 */
export class SharedSource {
  readonly #setup: SharedSourceSetup;
  readonly #stop = new AbortController();
  readonly #watchers = new Set<Watcher>();
  readonly #opened: Promise<Source>;
  #hasEnd = false;
  #hasAnswers = false;
  #owned = false;
  #ended = false;
  #lingering: NodeJS.Timeout | undefined;

  constructor(setup: SharedSourceSetup) {
    this.#setup = setup;
    this.#opened = setup.open(this.#stop.signal);
    this.#opened.then(
      (source) => this.#begin(source),
      (error: unknown) => this.#end(error),
    );
  }

  /** Whether nobody watches. */
  get idle(): boolean {
    return this.#watchers.size === 0;
  }

  /**
   * Watches it, from now on. Undefined if it has an end and `alone` is false, or belongs to somebody else already.
   *
   * @throws FarsightError what opening failed with, or the signal's reason
   */
  async join(
    { frames, alone }: { readonly frames: boolean; readonly alone: boolean },
    signal: AbortSignal,
  ): Promise<WatchedSource | undefined> {
    const watcher = new Watcher(frames, this.#hasAnswers);
    this.#enter(watcher);
    try {
      const source = await unlessAborted(this.#opened, signal);
      if (source.live) {
        return this.#watched(source, watcher, watcher.answers(signal), watcher.counts);
      }
      if (!alone || this.#owned) {
        this.#leave(watcher);
        return undefined;
      }
      this.#owned = true;
      const ended = AbortSignal.any([signal, this.#stop.signal]);
      const { answers, counts } = this.#setup.run(source, () => frames, ended);
      return this.#watched(source, watcher, answers, counts);
    } catch (error) {
      this.#leave(watcher);
      // Closed while it was being opened, it knows better why.
      throw this.#ended && !signal.aborted ? this.#stop.signal.reason : error;
    }
  }

  /** Closes it, unless it belongs to a single watcher, whose leaving does that; who watches gets `reason` thrown. */
  close(reason: FarsightError): void {
    if (!this.#owned) this.#end(reason);
  }

  #watched(
    { streamId }: Source,
    watcher: Watcher,
    answers: AsyncIterable<SourceAnswer>,
    counts: Readonly<SourceCounts>,
  ): WatchedSource {
    return { streamId, answers, counts, [Symbol.dispose]: () => this.#leave(watcher) };
  }

  #begin(source: Source): void {
    this.#hasEnd = !source.live;
    if (this.#ended) void source[Symbol.asyncDispose]();
    else if (source.live) void this.#fanOut(source);
    else if (this.idle) this.#end(nobody());
  }

  async #fanOut(source: Source): Promise<void> {
    const wantsFrames = (): boolean => [...this.#watchers].some((watcher) => watcher.wantsFrames);
    try {
      const { answers } = this.#setup.run(source, wantsFrames, this.#stop.signal);
      for await (const answer of answers) {
        this.#hasAnswers = true;
        for (const watcher of this.#watchers) watcher.push(answer);
      }
      this.#end(undefined);
    } catch (error) {
      this.#end(error);
    }
  }

  #enter(watcher: Watcher): void {
    clearTimeout(this.#lingering);
    this.#watchers.add(watcher);
  }

  #leave(watcher: Watcher): void {
    if (!this.#watchers.delete(watcher) || !this.idle || this.#ended) return;
    if (this.#hasEnd) this.#end(nobody());
    else this.#lingering = setTimeout(() => this.#end(nobody()), this.#setup.lingerMs).unref();
  }

  #end(reason: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#lingering);
    for (const watcher of this.#watchers) watcher.end(reason);
    this.#stop.abort(reason);
    this.#setup.onEnd();
  }
}

function nobody(): FarsightError {
  return new FarsightError('CANCELLED', 'Nobody watches the source any more.');
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(FarsightError.from(signal.reason));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
