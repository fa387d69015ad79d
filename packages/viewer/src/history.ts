import { imageBytes, releaseImage } from './frame-image.js';
import type { ShownFrame } from './stage.js';

/** Most frames that are remembered, and most bytes of their images. */
const most = { frames: 150, bytes: 128 * 2 ** 20 };

/**
 * The latest frames of a stream, to go back to. While the show is paused, it takes more but forgets none that it has. Owns their
 * images.
 */
export class FrameHistory {
  #frames: ShownFrame[] = [];
  #bytes = 0;
  /** Place of the frame that is looked at; undefined: the newest, as it comes. */
  #place: number | undefined;

  get paused(): boolean {
    return this.#place !== undefined;
  }

  /** All that are remembered, oldest first. */
  get frames(): readonly ShownFrame[] {
    return this.#frames;
  }

  /** Returns whether it is another frame than the newest: `farsight run` shows its last one again and again. */
  add(shown: ShownFrame): boolean {
    const isNew = shown.frame.index !== this.#frames.at(-1)?.frame.index;
    if (!isNew || (this.paused && this.#isFull())) {
      releaseImage(shown.image);
      return isNew;
    }
    this.#frames.push(shown);
    this.#bytes += imageBytes(shown.image);
    while (!this.paused && this.#frames.length > 1 && this.#isOver()) this.#forgetOldest();
    return true;
  }

  /** Stops at the newest frame. */
  pause(): void {
    if (this.#frames.length > 0) this.#place ??= this.#frames.length - 1;
  }

  /** Goes on with the newest frames. */
  resume(): void {
    this.#place = undefined;
  }

  /** Stops, and goes so many frames on, or back if negative, as far as there are any. */
  step(by: number): ShownFrame | undefined {
    this.pause();
    if (this.#place === undefined) return undefined;
    this.#place = Math.min(this.#frames.length - 1, Math.max(0, this.#place + by));
    return this.#frames[this.#place];
  }

  clear(): void {
    for (const { image } of this.#frames) releaseImage(image);
    this.#frames = [];
    this.#bytes = 0;
    this.#place = undefined;
  }

  #isFull(): boolean {
    return this.#frames.length >= 2 * most.frames || this.#bytes >= 2 * most.bytes;
  }

  #isOver(): boolean {
    return this.#frames.length > most.frames || this.#bytes > most.bytes;
  }

  #forgetOldest(): void {
    const oldest = this.#frames.shift();
    if (oldest === undefined) return;
    this.#bytes -= imageBytes(oldest.image);
    releaseImage(oldest.image);
  }
}
