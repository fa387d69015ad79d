import { RawJpegEncoder } from '@farsight/media';
import type { CompressedFrame, StillFrame } from '@farsight/protocol';

/** The encoder's memory is let go of when nothing was encoded for so long. */
const idleMs = 2000;

/** Makes what is shown of frames: images stay as they came, raw pixels become JPEGs, one after the other. */
export class PictureMaker {
  readonly #quality: number;
  #encoder: RawJpegEncoder | undefined;
  #idle: NodeJS.Timeout | undefined;

  /** @param quality - of the JPEGs, 1..100 as libjpeg counts */
  constructor(quality: number) {
    this.#quality = quality;
  }

  /** Whether it holds memory to encode with. */
  get busy(): boolean {
    return this.#encoder !== undefined;
  }

  /** Undefined if the frame cannot be shown, whose answer says what is wrong with it. Never rejects. */
  async make(frame: StillFrame): Promise<CompressedFrame | undefined> {
    if (frame.codec !== 'raw') return frame;
    this.#encoder ??= new RawJpegEncoder(this.#quality);
    this.#idle ??= setTimeout(() => this.#rest(), idleMs).unref();
    this.#idle.refresh();
    try {
      return { stamp: frame.stamp, codec: 'jpeg', data: await this.#encoder.encode(frame) };
    } catch {
      return undefined;
    }
  }

  #rest(): void {
    void this.#encoder?.[Symbol.asyncDispose]();
    this.#encoder = undefined;
    this.#idle = undefined;
  }
}
