import type { Source } from '@farsight/media';
import { FarsightError } from '@farsight/protocol';
import type { SourceAnswer, SourceCounts, SourceRun } from './source-run.js';
import { Watcher } from './watcher.js';

/** What a shared source needs to run. */
export interface SharedSourceSetup {
  /** `onAway` is told when the source cannot be reached and is waited for, and when it is back. */
  readonly open: (signal: AbortSignal, onAway: (away: boolean) => void) => Promise<Source>;
  /** What is known of it while it is waited for before it was open. */
  readonly unopened: SourceFacts;
  /** Lists it among the streams meanwhile. */
  readonly listWaiting: () => { close(): void };
  /** Milliseconds that its frames may wait before they are begun. */
  readonly maxAgeMs: (live: boolean) => number | undefined;
  readonly run: (source: Source, wantsFrames: () => boolean, signal: AbortSignal) => SourceRun;
  /** Milliseconds it stays open without watchers, for those who come back. */
  readonly lingerMs: number;
  /** Called once, when nobody can join any more. */
  readonly onEnd: () => void;
}

/** How somebody wants to watch. */
export interface JoinOptions {
  /** Whether frames are to come with their answers. */
  readonly frames: boolean;
  /** Whether a source with an end may belong to this watcher. */
  readonly alone: boolean;
  readonly onWaiting?: OnWaiting | undefined;
}

/** Called if a source cannot be reached before it was opened for the first time, and is waited for. */
export type OnWaiting = (unopened: SourceFacts) => void;

/** What watchers are told of a source first. */
export interface SourceFacts {
  readonly streamId: string;
  readonly live: boolean;
  /** Number of frames of a source with an end, where it is known. */
  readonly frameCount: number | undefined;
  /** Whether it was away when the watching began: it is live then, and answers come once it is back. */
  readonly away: boolean;
  /** Milliseconds that its frames may wait before they are begun; undefined: as long as it takes. */
  readonly maxAgeMs: number | undefined;
}

/** A source as one of its watchers sees it. To be disposed when that one leaves. */
export interface WatchedSource extends SourceFacts, Disposable {
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
  /** Those who are told when it has to be waited for. */
  readonly #opening = new Set<OnWaiting>();
  readonly #opened: Promise<Source>;
  #away = false;
  #waiting: { close(): void } | undefined;
  #isOpen = false;
  #hasEnd = false;
  #hasAnswers = false;
  #owned = false;
  #ended = false;
  #lingering: NodeJS.Timeout | undefined;

  constructor(setup: SharedSourceSetup) {
    this.#setup = setup;
    this.#opened = setup.open(this.#stop.signal, (away) => this.#setAway(away));
    this.#opened.then(
      (source) => this.#begin(source),
      (error: unknown) => {
        this.#waiting?.close();
        this.#end(error);
      },
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
    { frames, alone, onWaiting = () => undefined }: JoinOptions,
    signal: AbortSignal,
  ): Promise<WatchedSource | undefined> {
    const watcher = new Watcher(frames, this.#hasAnswers);
    this.#enter(watcher);
    try {
      const source = await unlessAborted(this.#open(onWaiting), signal);
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

  async #open(onWaiting: OnWaiting): Promise<Source> {
    if (this.#away) onWaiting(this.#setup.unopened);
    this.#opening.add(onWaiting);
    try {
      return await this.#opened;
    } finally {
      this.#opening.delete(onWaiting);
    }
  }

  #setAway(away: boolean): void {
    this.#away = away;
    if (!away || this.#isOpen) return;
    this.#waiting ??= this.#setup.listWaiting();
    for (const tell of this.#opening) tell(this.#setup.unopened);
  }

  /** Closes it, unless it belongs to a single watcher, whose leaving does that; who watches gets `reason` thrown. */
  close(reason: FarsightError): void {
    if (!this.#owned) this.#end(reason);
  }

  #watched(
    { streamId, live, frameCount }: Source,
    watcher: Watcher,
    answers: AsyncIterable<SourceAnswer>,
    counts: Readonly<SourceCounts>,
  ): WatchedSource {
    const facts = { streamId, live, frameCount, away: this.#away, maxAgeMs: this.#setup.maxAgeMs(live) };
    return { ...facts, answers, counts, [Symbol.dispose]: () => this.#leave(watcher) };
  }

  #begin(source: Source): void {
    this.#isOpen = true;
    this.#waiting?.close();
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
