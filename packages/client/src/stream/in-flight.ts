import type { DropReason, DropTally, EncodedFrame, FarsightError, FrameResult } from '@farsight/protocol';
import { FarsightError as Failure, newDropTally, totalDrops } from '@farsight/protocol';
import type { StreamItem } from './item.js';
import { disposeFrame } from './source-reader.js';

/** What became of a frame. */
export type Outcome = { readonly result: FrameResult } | { readonly error: FarsightError };

interface Entry {
  readonly frame: EncodedFrame;
  /** Frames of the source between the one sent before and this one. */
  readonly left: number;
  /** Set where the frame failed before it was sent. */
  readonly error?: FarsightError;
  /** Set where the server said that it has dropped the frame. Counted when its place in the order comes. */
  dropped?: DropReason;
}

/** Frames that the server dropped, by index. */
export type DroppedFrames = ReadonlyMap<number, DropReason>;

const none: DroppedFrames = new Map();

/**
 * The frames of one stream between source and receiver: those on their way to the server, and the items that wait to be
 * handed over. Pairs replies with frames by stamp index, keeps the order of the replies, which is that of the frames (of
 * video, that of presentation), counts what was dropped. Owns the frames' pixels until they are handed over.
 */
export class InFlight {
  #sent: Entry[] = [];
  /** Those of {@link #sent} that were dropped. */
  #gone = 0;
  readonly #ready: StreamItem[] = [];
  #lastTaken: number | undefined;
  #lastSent: number | undefined;
  /** Frames lost since the last item. */
  #lost: DropTally = newDropTally();

  /** Frames taken from the source and not yet handed over. */
  get size(): number {
    return this.unanswered + this.#ready.length;
  }

  /** Frames that have no answer yet, and may have one. */
  get unanswered(): number {
    return this.#sent.length - this.#gone;
  }

  /**
   * Notes that a frame was taken from the source, sent or not.
   *
   * @throws FarsightError INVALID_ARGUMENT if its index does not grow: replies could not be told apart
   */
  taken(frame: EncodedFrame): void {
    const { index } = frame.stamp;
    const last = this.#lastTaken;
    if (!Number.isSafeInteger(index) || index < 0 || (last !== undefined && index <= last)) {
      const wanted = last === undefined ? 'an integer of at least 0' : `an integer above ${last}`;
      throw new Failure('INVALID_ARGUMENT', `Expected ${wanted} for stamp.index but received ${index}.`);
    }
    this.#lastTaken = index;
    this.#lastSent ??= index - 1;
  }

  /** Notes that a frame was sent. */
  sent(frame: EncodedFrame): void {
    this.#sent.push({ frame, left: this.#leftBefore(frame) });
  }

  /** Notes that a frame failed before it was sent. */
  failed(frame: EncodedFrame, error: FarsightError): void {
    this.#sent.push({ frame, left: this.#leftBefore(frame), error });
    this.#emitFailed();
  }

  /**
   * Notes the server's answer to a frame. Images sent before it and not answered were dropped by the server; of video, whose
   * answers come in another order, the server says which were.
   *
   * @param dropped - frames that the server names as dropped
   * @throws FarsightError INTERNAL if no such frame is in flight
   */
  answered(index: number, outcome: Outcome, dropped: DroppedFrames = none): void {
    this.#mark(dropped);
    const at = this.#sent.findIndex(
      ({ frame, error, dropped: gone }) =>
        frame.stamp.index === index && error === undefined && gone === undefined,
    );
    const answered = this.#sent[at];
    if (answered === undefined) {
      throw new Failure('INTERNAL', `The server answered frame ${index}, which it was not asked about.`);
    }
    const before = this.#sent.slice(0, at);
    this.#sent.splice(0, at + 1);
    this.#sent.unshift(...before.filter((entry) => !this.#settled(entry)));
    this.#emit(answered, outcome);
    this.#emitFailed();
  }

  /** Notes that the server has dropped frames: they take no place any more. */
  dropped(frames: DroppedFrames): void {
    this.#mark(frames);
    this.#emitFailed();
  }

  /** Hands over the next item, and with it the frame's pixels. */
  take(): StreamItem | undefined {
    return this.#ready.shift();
  }

  /** Gives up the frames that have no answer. */
  dropUnanswered(): void {
    for (const { frame, dropped } of this.#sent.splice(0)) if (dropped === undefined) disposeFrame(frame);
    this.#gone = 0;
  }

  /** Gives up everything. */
  dropAll(): void {
    this.dropUnanswered();
    for (const { image } of this.#ready.splice(0)) disposeFrame(image);
  }

  /** A frame that failed waits for the answers to those before it. */
  #emitFailed(): void {
    const failed = this.#sent.findIndex(({ error }) => error !== undefined);
    const waits = this.#sent.slice(0, failed).some(({ dropped }) => dropped === undefined);
    if (failed < 0 || waits) return;
    for (const entry of this.#sent.splice(0, failed + 1)) this.#settled(entry);
    this.#emitFailed();
  }

  #mark(frames: DroppedFrames): void {
    if (frames.size === 0) return;
    for (const entry of this.#sent) {
      const reason = frames.get(entry.frame.stamp.index);
      if (reason === undefined || entry.error !== undefined || entry.dropped !== undefined) continue;
      entry.dropped = reason;
      this.#gone += 1;
      disposeFrame(entry.frame);
    }
  }

  /** Settles a frame whose place in the order has come, unless it is video that may be answered later. */
  #settled(entry: Entry): boolean {
    const { frame, left, error, dropped } = entry;
    if (error !== undefined) {
      this.#emit(entry, { error });
      return true;
    }
    if (dropped === undefined && frame.codec === 'video') return false;
    if (dropped === undefined) disposeFrame(frame);
    else this.#gone -= 1;
    this.#lost.client += left;
    // Servers that do not name a reason know no other.
    this.#lost[dropped ?? 'queue'] += 1;
    return true;
  }

  #leftBefore({ stamp: { index } }: EncodedFrame): number {
    const left = index - (this.#lastSent ?? index - 1) - 1;
    this.#lastSent = index;
    return left;
  }

  #emit({ frame: image, left }: Entry, outcome: Outcome): void {
    const drops = this.#lost;
    drops.client += left;
    this.#lost = newDropTally();
    this.#ready.push({
      image,
      stamp: image.stamp,
      dropped: totalDrops(drops),
      drops,
      ...noResult,
      ...('result' in outcome ? outcome.result : outcome),
    });
  }
}

/** What an item has where its frame has no result. */
export const noResult = {
  meta: {},
  width: 0,
  height: 0,
  timings: { queueMs: 0, decodeMs: 0, preprocessMs: 0, runMs: 0, postprocessMs: 0 },
} as const;
