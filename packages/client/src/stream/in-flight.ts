import type { EncodedFrame, FarsightError, FrameResult } from '@farsight/protocol';
import { FarsightError as Failure } from '@farsight/protocol';
import type { StreamItem } from './item.js';
import { disposeFrame } from './source-reader.js';

/** What became of a frame. */
export type Outcome = { readonly result: FrameResult } | { readonly error: FarsightError };

interface Entry {
  readonly frame: EncodedFrame;
  /** Set where the frame failed before it was sent. */
  readonly error?: FarsightError;
}

/**
 * The frames of one stream between source and receiver: those on their way to the server, and the items that wait to be
 * handed over. Pairs replies with frames by stamp index, keeps the order, counts what was dropped. Owns the frames' pixels
 * until they are handed over.
 */
export class InFlight {
  readonly #sent: Entry[] = [];
  readonly #ready: StreamItem[] = [];
  #lastTaken: number | undefined;
  #lastEmitted: number | undefined;

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
    this.#lastEmitted ??= index - 1;
  }

  /** Notes that a frame was sent. */
  sent(frame: EncodedFrame): void {
    this.#sent.push({ frame });
  }

  /** Notes that a frame failed before it was sent. */
  failed(frame: EncodedFrame, error: FarsightError): void {
    this.#sent.push({ frame, error });
    this.#emitFailed();
  }

  /**
   * Notes the server's answer to a frame; frames sent before it and not answered were dropped by the server.
   *
   * @throws FarsightError INTERNAL if no such frame is in flight
   */
  answered(index: number, outcome: Outcome): void {
    if (!this.#sent.some(({ frame, error }) => frame.stamp.index === index && error === undefined)) {
      throw new Failure('INTERNAL', `The server answered frame ${index}, which it was not asked about.`);
    }
    for (let entry = this.#sent.shift(); entry !== undefined; entry = this.#sent.shift()) {
      const { frame, error } = entry;
      if (error !== undefined) this.#emit(frame, { error });
      else if (frame.stamp.index === index) {
        this.#emit(frame, outcome);
        break;
      } else disposeFrame(frame);
    }
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
      this.#emit(head.frame, { error: head.error });
    }
  }

  #emit(image: EncodedFrame, outcome: Outcome): void {
    const { stamp } = image;
    const dropped = stamp.index - (this.#lastEmitted ?? stamp.index - 1) - 1;
    this.#lastEmitted = stamp.index;
    this.#ready.push({
      image,
      stamp,
      dropped,
      ...noResult,
      ...('result' in outcome ? outcome.result : outcome),
    });
  }
}

const noResult = {
  meta: {},
  width: 0,
  height: 0,
  timings: { queueMs: 0, decodeMs: 0, preprocessMs: 0, runMs: 0, postprocessMs: 0 },
} as const;
