import {
  addDrops,
  newDropTally,
  noDrops,
  type DropCounts,
  type DropReason,
  type DropTally,
  type DroppedFrame,
  type FarsightError,
  type FrameResult,
  type Stamp,
  type StillFrame,
} from '@farsight/protocol';
import type { Job, Lane } from '../executors/lane.js';
import { FrameFinish } from './frame-finish.js';
import type { LostFrames } from './lost-frames.js';
import type { StreamPlan } from './stream-plan.js';

/** The answer to one frame. */
export interface FrameAnswer {
  readonly stamp: Stamp;
  /** Frames dropped between the one answered before and this one. */
  readonly drops: DropCounts;
  /** Frames that arrived, were dropped and have not been told of yet, wherever they were in the line. */
  readonly droppedFrames: readonly DroppedFrame[];
  readonly outcome: FrameResult | FarsightError;
}

/** Frames that were dropped while no frame is left whose answer could tell of them. Their counts come with the next answer. */
export type DropNotice = Pick<FrameAnswer, 'droppedFrames'> & { readonly outcome?: undefined };

/** What a stream has done so far. */
export interface StreamCounts {
  /** Frames that arrived. */
  received: number;
  /** Frames answered, with a result or an error. */
  answered: number;
  /** Those answered with an error. */
  failed: number;
  /** Frames that will not be answered. `received + drops.client` = `answered` + all drops + those in the line. */
  readonly drops: DropTally;
}

/** A frame on its way from arrival to answer. */
interface Entry {
  readonly stamp: Stamp;
  /** Milliseconds since the epoch. */
  readonly arrivedMs: number;
  /** Frames dropped between the one before in the line and this one. */
  before: DropTally | undefined;
  /** What decoding took before it arrived here: video. */
  readonly decodeMs: number;
  /** Undefined as soon as every network has it. */
  frame: StillFrame | undefined;
  /** Whether the network of that index has taken it. */
  readonly taken: boolean[];
  /** By network. */
  readonly results: FrameResult[];
  /** Networks that have not answered. */
  pending: number;
  /** Why it cannot be answered with a result, if it is known already. */
  error: FarsightError | undefined;
}

/**
 * The frames of one stream that have arrived and are not answered, in order. The only place where frames wait or are
 * dropped: executors pull them from here when they are free.
 *
 * Lossless: when `maxInFlight` frames are in the line, {@link room} holds the sender back. Live: at most `maxInFlight`
 * frames are begun and unanswered; of those that wait, the oldest is dropped when a newer one needs its place, and none is
 * begun that has waited for longer than `maxAgeMs`.
 */
export class FrameLine {
  readonly counts: StreamCounts = { received: 0, answered: 0, failed: 0, drops: newDropTally() };
  readonly #plan: StreamPlan;
  readonly #now: () => number;
  readonly #finish: FrameFinish;
  readonly #entries: Entry[] = [];
  #waitingBytes = 0;
  #begun = 0;
  /** Frames dropped since the last in the line. */
  #afterLast: DropTally | undefined;
  #untold: DroppedFrame[] = [];
  #ended = false;
  #closed: { readonly reason: unknown } | undefined;
  #roomWaiter: (() => void) | undefined;
  #answerWaiter: (() => void) | undefined;

  /** @param now - milliseconds since the epoch, of a clock that never goes back */
  constructor(plan: StreamPlan, now: () => number = epochMs) {
    this.#plan = plan;
    this.#now = now;
    this.#finish = new FrameFinish(plan.networks);
  }

  /** What the network of index `network` takes its jobs from. */
  lane(network: number): Lane {
    const next = (): Entry | undefined => this.#nextFor(network);
    const dropOld = (): void => this.#dropOld();
    return {
      get ready() {
        // Here and not in `take`, which has what this has promised.
        dropOld();
        return next() !== undefined;
      },
      // A live frame may be dropped until it is begun; begun too early, it would be old when its turn comes.
      ahead: this.#plan.delivery === 'lossless',
      take: () => this.#take(next(), network),
    };
  }

  /** Resolves when the next frame may be added; undefined: at once. */
  room(): Promise<void> | undefined {
    if (this.#hasRoom()) return undefined;
    return new Promise((resolve) => {
      this.#roomWaiter = resolve;
    });
  }

  /**
   * Puts a frame at the end of the line. Its bytes are the line's from now on.
   *
   * @param decodeMs - what it took to decode it, where it was video
   */
  add(frame: StillFrame, decodeMs = 0): void {
    if (this.#closed !== undefined) return;
    this.counts.received += 1;
    if (this.#plan.delivery === 'live') {
      this.#dropOld();
      this.#dropFor(frame);
    }
    this.#waitingBytes += frame.data.length;
    this.#push(frame.stamp, frame, decodeMs);
  }

  /** Counts frames that were lost before they could be put into the line. */
  addLost({ lost, count, indices }: LostFrames): void {
    if (this.#closed !== undefined) return;
    this.counts.received += indices.length;
    this.counts.drops[lost] += count;
    this.#afterLast ??= newDropTally();
    this.#afterLast[lost] += count;
    for (const index of indices) this.#untold.push({ index, reason: lost });
    if (indices.length > 0) this.#wakeAnswerWaiter();
  }

  /** Puts a frame at the end of the line that cannot be run: its answer is the error. */
  addFailed(stamp: Stamp, error: FarsightError): void {
    if (this.#closed !== undefined) return;
    this.counts.received += 1;
    const entry = this.#push(stamp, undefined);
    this.#begun += 1;
    this.#fail(entry, error);
  }

  /** No frames come any more. */
  end(): void {
    this.#ended = true;
    this.#wakeAnswerWaiter();
  }

  /** Lets go of everything; who waits gets `reason` thrown. */
  close(reason: unknown): void {
    this.#closed ??= { reason };
    this.#entries.length = 0;
    this.#roomWaiter?.();
    this.#wakeAnswerWaiter();
  }

  get closed(): boolean {
    return this.#closed !== undefined;
  }

  /**
   * The next answer, in the order of the frames; undefined after the last. One caller at a time.
   *
   * @throws the reason the line was closed for
   */
  async next(): Promise<FrameAnswer | DropNotice | undefined> {
    for (;;) {
      if (this.#closed !== undefined) throw this.#closed.reason;
      const answer = this.#takeAnswer() ?? this.#takeNotice();
      if (answer !== undefined) return answer;
      if (this.#ended && this.#entries.length === 0) return undefined;
      await new Promise<void>((resolve) => {
        this.#answerWaiter = resolve;
      });
    }
  }

  #takeAnswer(): FrameAnswer | undefined {
    const [head] = this.#entries;
    if (head === undefined || !isSettled(head)) return undefined;
    this.#entries.shift();
    this.#begun -= 1;
    this.counts.answered += 1;
    // Only now: finishing goes by the order of the frames, executors do not.
    const outcome = head.error ?? this.#finish.finish(head.results, head.decodeMs);
    if (outcome instanceof Error) this.counts.failed += 1;
    this.#offerRoom();
    return { stamp: head.stamp, drops: head.before ?? noDrops, droppedFrames: this.#takeUntold(), outcome };
  }

  /** A sender whose frames are all gone would otherwise wait for them for ever. */
  #takeNotice(): DropNotice | undefined {
    if (this.#entries.length > 0 || this.#untold.length === 0) return undefined;
    return { droppedFrames: this.#takeUntold() };
  }

  #takeUntold(): readonly DroppedFrame[] {
    const untold = this.#untold;
    if (untold.length > 0) this.#untold = [];
    return untold;
  }

  #push(stamp: Stamp, frame: StillFrame | undefined, decodeMs = 0): Entry {
    const entry: Entry = {
      stamp,
      arrivedMs: this.#now(),
      before: this.#afterLast,
      decodeMs,
      frame,
      taken: [],
      results: [],
      pending: this.#plan.networks.length,
      error: undefined,
    };
    this.#afterLast = undefined;
    this.#entries.push(entry);
    return entry;
  }

  #hasRoom(): boolean {
    const { delivery, maxInFlight } = this.#plan;
    if (this.#closed !== undefined) return true;
    // Live frames make room for each other; this is for a sender of bad frames that does not read its answers.
    if (delivery === 'live') return this.#entries.length < 2 * maxInFlight + 2;
    if (this.#entries.length >= maxInFlight) return false;
    return this.#waitingBytes === 0 || this.#waitingBytes < this.#plan.maxWaitingBytes;
  }

  #offerRoom(): void {
    if (this.#roomWaiter === undefined || !this.#hasRoom()) return;
    this.#roomWaiter();
    this.#roomWaiter = undefined;
  }

  /** Makes room for a newer frame: the oldest that waits goes first. */
  #dropFor(newer: StillFrame): void {
    const { maxInFlight, maxWaitingBytes } = this.#plan;
    const mayWait = Math.max(1, maxInFlight - this.#begun);
    for (;;) {
      const waiting = this.#entries.length - this.#begun;
      const tooMany = waiting >= mayWait || this.#waitingBytes + newer.data.length > maxWaitingBytes;
      if (waiting === 0 || !tooMany) return;
      this.#drop(this.#oldestWaiting(), 'queue');
    }
  }

  /**
   * Drops the frames that have waited for too long. There is no timer: what nobody asks for is dropped when the next frame
   * arrives or an executor looks for work.
   */
  #dropOld(): void {
    const { maxAgeMs } = this.#plan;
    if (maxAgeMs === undefined) return;
    const fromMs = this.#now() - maxAgeMs;
    for (;;) {
      // They arrived in order: if this one is young enough, all are.
      const at = this.#oldestWaiting();
      if ((this.#entries[at]?.arrivedMs ?? Infinity) >= fromMs) return;
      this.#drop(at, 'deadline');
    }
  }

  /** Where in the line; -1 if none waits. */
  #oldestWaiting(): number {
    return this.#entries.findIndex((entry) => !isSettled(entry) && entry.taken.length === 0);
  }

  #drop(at: number, reason: DropReason): void {
    const [entry] = this.#entries.splice(at, 1);
    if (entry === undefined) return;
    this.#waitingBytes -= entry.frame?.data.length ?? 0;
    if (entry.frame?.data.buffer instanceof ArrayBuffer) this.#plan.reclaim?.(entry.frame.data.buffer);
    const drops = entry.before ?? newDropTally();
    drops[reason] += 1;
    this.counts.drops[reason] += 1;
    this.#untold.push({ index: entry.stamp.index, reason });
    const next = this.#entries[at];
    if (next === undefined) this.#afterLast = joined(this.#afterLast, drops);
    else next.before = joined(next.before, drops);
    // What stood behind it may be answered now.
    this.#wakeAnswerWaiter();
    this.#offerRoom();
  }

  #nextFor(network: number): Entry | undefined {
    const mayBegin = this.#begun < this.#plan.maxInFlight;
    return this.#entries.find(
      // The first may always begin: all others wait for its answer.
      ({ frame, taken }, at) =>
        frame !== undefined && taken[network] !== true && (mayBegin || taken.length > 0 || at === 0),
    );
  }

  #take(entry: Entry | undefined, network: number): Job | undefined {
    const planned = this.#plan.networks[network];
    if (entry?.frame === undefined || planned === undefined) return undefined;
    const { frame, taken, arrivedMs } = entry;
    if (taken.length === 0) this.#begun += 1;
    taken[network] = true;
    const ownsBytes = this.#plan.networks.every((_, index) => taken[index]);
    if (ownsBytes) this.#letGo(entry);
    return {
      frame,
      options: planned.options,
      ownsBytes,
      arrivedMs,
      succeed: (result) => this.#onResult(entry, network, result),
      fail: (error) => this.#fail(entry, error),
    };
  }

  #letGo(entry: Entry): void {
    this.#waitingBytes -= entry.frame?.data.length ?? 0;
    entry.frame = undefined;
    this.#offerRoom();
  }

  #onResult(entry: Entry, network: number, result: FrameResult): void {
    entry.results[network] = result;
    entry.pending -= 1;
    if (entry.pending === 0) this.#onSettled(entry);
  }

  #fail(entry: Entry, error: FarsightError): void {
    // With several networks the first error is the frame's answer; what the others say then does not matter.
    if (isSettled(entry)) return;
    entry.error = error;
    this.#onSettled(entry);
  }

  #onSettled(entry: Entry): void {
    this.#letGo(entry);
    if (this.#entries[0] === entry) this.#wakeAnswerWaiter();
  }

  #wakeAnswerWaiter(): void {
    this.#answerWaiter?.();
    this.#answerWaiter = undefined;
  }
}

/** Whether nothing is missing for its answer. */
function isSettled({ error, pending }: Entry): boolean {
  return error !== undefined || pending === 0;
}

function joined(tally: DropTally | undefined, drops: DropTally): DropTally {
  if (tally !== undefined) addDrops(drops, tally);
  return drops;
}

function epochMs(): number {
  return performance.timeOrigin + performance.now();
}
