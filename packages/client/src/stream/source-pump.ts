import type { Delivery, EncodedFrame } from '@farsight/protocol';
import { Notifier } from './notifier.js';
import { disposeFrame, type SourceReader } from './source-reader.js';

/** Where a pump puts its frames. */
export interface FrameSink {
  /** Notes that a frame was taken from the source; throws if the frame is not acceptable. */
  taken(frame: EncodedFrame): void;
  /** Whether another frame may go on its way now. */
  hasRoom(): boolean;
  /** Sends a frame on its way, and takes it over. */
  send(frame: EncodedFrame): void;
}

/**
 * Moves frames from a source to a sink under a delivery policy. `lossless`: no frame is taken before there is room for it.
 * `live`: frames are taken as they come; without room only the newest is held, and not sent once it is old. Of video every frame is sent, because those
 * after it build on it: the source waits, and leaves out what it can.
 */
export class SourcePump {
  readonly #reader: SourceReader;
  readonly #sink: FrameSink;
  readonly #now: () => number;
  readonly #changed = new Notifier();
  #maxAgeMs = Infinity;
  #held: { readonly frame: EncodedFrame; readonly takenMs: number } | undefined;
  #stopped = false;

  /** @param now - milliseconds of a clock that never goes back */
  constructor(reader: SourceReader, sink: FrameSink, now: () => number = () => performance.now()) {
    this.#reader = reader;
    this.#sink = sink;
    this.#now = now;
  }

  /**
   * Runs until the source ends and the last frame is sent, or `stop`. Rejects with the source's own error.
   *
   * @param maxAgeMs - live: how long a frame may be held
   */
  async run(delivery: Delivery, maxAgeMs = Infinity): Promise<void> {
    this.#maxAgeMs = maxAgeMs;
    try {
      await (delivery === 'live' ? this.#runLive() : this.#runLossless());
    } finally {
      while (this.#held !== undefined) await this.#changed.wait();
    }
  }

  /** To be called when the sink may have got room. */
  roomMade(): void {
    if (this.#held !== undefined && this.#sink.hasRoom()) {
      const { frame, takenMs } = this.#held;
      if (this.#now() - takenMs > this.#maxAgeMs) {
        this.#dropHeld();
      } else {
        this.#held = undefined;
        this.#sink.send(frame);
      }
    }
    this.#changed.notify();
  }

  /** Ends `run` soon; the held frame is disposed. The reader is its owner's to close. */
  stop(): void {
    this.#stopped = true;
    this.#dropHeld();
    this.#changed.notify();
  }

  async #runLossless(): Promise<void> {
    for (;;) {
      while (!this.#stopped && !this.#sink.hasRoom()) await this.#changed.wait();
      const frame = await this.#take();
      if (frame === undefined) return;
      this.#put(frame);
    }
  }

  async #runLive(): Promise<void> {
    for (let frame = await this.#take(); frame !== undefined; frame = await this.#take()) {
      while (frame.codec === 'video' && !this.#stopped && !this.#sink.hasRoom()) await this.#changed.wait();
      const full = this.#held !== undefined;
      this.#put(frame);
      // A source that never really waits (an array, a file) must not keep replies from being read.
      if (full) await macrotask();
    }
  }

  async #take(): Promise<EncodedFrame | undefined> {
    const frame = await this.#reader.next();
    if (frame === undefined) return undefined;
    try {
      this.#sink.taken(frame);
    } catch (error) {
      disposeFrame(frame);
      throw error;
    }
    return frame;
  }

  #put(frame: EncodedFrame): void {
    this.#dropHeld();
    if (this.#stopped) disposeFrame(frame);
    else if (this.#sink.hasRoom()) this.#sink.send(frame);
    else this.#held = { frame, takenMs: this.#now() };
  }

  #dropHeld(): void {
    if (this.#held !== undefined) disposeFrame(this.#held.frame);
    this.#held = undefined;
  }
}

function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
