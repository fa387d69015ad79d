import type { EncodedFrame } from '@farsight/protocol';
import type { FrameObserver } from '../session/frame-observer.js';

/** Unanswered frames that are kept: of more, the oldest are answered without. */
const mostKept = 64;

/** Copies of the frames of a stream until they are answered, for those who want to see them. Executors take the frames themselves. */
export class KeptFrames implements FrameObserver {
  readonly #wanted: () => boolean;
  #frames: EncodedFrame[] = [];

  /** @param wanted - whether anybody wants to see frames that arrive now */
  constructor(wanted: () => boolean) {
    this.#wanted = wanted;
  }

  onFrame(frame: EncodedFrame): void {
    if (!this.#wanted()) return;
    // Not Buffer's slice, which shares the bytes.
    this.#frames.push({ ...frame, data: Uint8Array.prototype.slice.call(frame.data) });
    if (this.#frames.length > mostKept) this.#frames.shift();
  }

  onAnswer(): void {
    // The answer is given its frame by who passes it on.
  }

  /** The frame of that index, if it was kept; it and those before it are kept no longer. */
  take(index: number): EncodedFrame | undefined {
    const frame = this.#frames.find(({ stamp }) => stamp.index === index);
    this.#frames = this.#frames.filter(({ stamp }) => stamp.index > index);
    return frame;
  }
}
