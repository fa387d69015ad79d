import type { StillFrame } from '@farsight/protocol';

/** Unanswered frames that are kept: of more, the oldest are forgotten. */
const mostFrames = 64;
/** As many of their bytes; one frame always is. */
const mostBytes = 64 * 2 ** 20;

/** Copies of a stream's frames until they are answered, for those who want to see them: executors take the frames themselves. */
export class KeptFrames {
  readonly #frames: StillFrame[] = [];
  #bytes = 0;

  keep(frame: StillFrame): void {
    // Not by the bytes' own slice(), which for Node's buffers copies nothing.
    this.#frames.push({ ...frame, data: new Uint8Array(frame.data) });
    this.#bytes += frame.data.length;
    while (this.#frames.length > mostFrames || (this.#bytes > mostBytes && this.#frames.length > 1))
      this.#forget(1);
  }

  /** The frame of that index, if it was kept; it and those that came before it are kept no longer. */
  take(index: number): StillFrame | undefined {
    // Those before it were dropped. Not by their number: video is shown in another order than it is decoded.
    const at = this.#frames.findIndex(({ stamp }) => stamp.index === index);
    return this.#forget(at + 1).at(-1);
  }

  #forget(count: number): StillFrame[] {
    const gone = this.#frames.splice(0, count);
    for (const { data } of gone) this.#bytes -= data.length;
    return gone;
  }
}
