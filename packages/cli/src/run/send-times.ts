import type { EncodedFrame } from '@farsight/client';

/** Video is answered in the order of presentation, which is another than that of sending, but not by more frames. */
const mostLater = 64;

/** Remembers when frames were handed to the client, to tell how long their results took. */
export class SendTimes {
  readonly #times = new Map<number, number>();

  /** Passes frames on and notes when. */
  async *note(frames: AsyncIterable<EncodedFrame>): AsyncGenerator<EncodedFrame, void> {
    for await (const frame of frames) {
      this.#times.set(frame.stamp.index, performance.now());
      yield frame;
    }
  }

  /**
   * Milliseconds since frame `index` was handed over, undefined if it was not; forgets it and those long before it, which were
   * dropped.
   */
  take(index: number): number | undefined {
    const sent = this.#times.get(index);
    this.#times.delete(index);
    for (const earlier of this.#times.keys()) {
      if (earlier > index - mostLater) break;
      this.#times.delete(earlier);
    }
    return sent === undefined ? undefined : performance.now() - sent;
  }
}
