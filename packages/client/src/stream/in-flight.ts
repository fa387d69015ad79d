import type { EncodedFrame, FarsightError, FrameResult } from '@farsight/protocol';
import { FarsightError as Failure } from '@farsight/protocol';
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
}

/**
 * The frames of one stream between source and receiver: those on their way to the server, and the items that wait to be
 * handed over. Pairs replies with frames by stamp index, keeps the order of the replies, which is that of the frames (of
 * video, that of presentation), counts what was dropped. Owns the frames' pixels until they are handed over.
 */
export class InFlight {
  #sent: Entry[] = [];
  readonly #ready: StreamItem[] = [];
  #lastTaken: number | undefined;
  #lastSent: number | undefined;
  /** Frames lost since the last item. */
  #lost = 0;

  /** Frames taken from the source and not yet handed over. */
  get size(): number {
    return this.#sent.length + this.#ready.length;
  }

  /** Frames that have no answer yet. */
  get unanswered(): number {
    return this.#sent.length;
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
   * @throws FarsightError INTERNAL if no such frame is in flight
   */
  answered(index: number, outcome: Outcome, dropped: readonly number[] = []): void {
    const at = this.#sent.findIndex(({ frame, error }) => frame.stamp.index === index && error === undefined);
    const answered = this.#sent[at];
    if (answered === undefined) {
      throw new Failure('INTERNAL', `The server answered frame ${index}, which it was not asked about.`);
    }
    const before = this.#sent.slice(0, at);
    const after = this.#sent.slice(at + 1);
    this.#sent = [];
    for (const entry of before) {
      const { frame, error } = entry;
      if (error !== undefined) this.#emit(entry, { error });
      else if (frame.codec !== 'video' || dropped.includes(frame.stamp.index)) this.#drop(entry);
      else this.#sent.push(entry);
    }
    for (const entry of after) {
      if (dropped.includes(entry.frame.stamp.index) && entry.frame.codec === 'video') this.#drop(entry);
      else this.#sent.push(entry);
    }
    this.#emit(answered, outcome);
    this.#emitFailed();
  }

  /** Hands over the next item, and with it the frame's pixels. */
  take(): StreamItem | undefined {
    return this.#ready.shift();
  }

  /** Gives up the frames that have no answer. */
  dropUnanswered(): void {
    for (const { frame } of this.#sent.splice(0)) disposeFrame(frame);
  }

  /** Gives up everything. */
  dropAll(): void {
    this.dropUnanswered();
    for (const { image } of this.#ready.splice(0)) disposeFrame(image);
  }

  #emitFailed(): void {
    for (let head = this.#sent[0]; head?.error !== undefined; head = this.#sent[0]) {
      this.#sent.shift();
      this.#emit(head, { error: head.error });
    }
  }

  #leftBefore({ stamp: { index } }: EncodedFrame): number {
    const left = index - (this.#lastSent ?? index - 1) - 1;
    this.#lastSent = index;
    return left;
  }

  #drop({ frame, left }: Entry): void {
    this.#lost += left + 1;
    disposeFrame(frame);
  }

  #emit({ frame: image, left }: Entry, outcome: Outcome): void {
    const dropped = this.#lost + left;
    this.#lost = 0;
    this.#ready.push({
      image,
      stamp: image.stamp,
      dropped,
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
