import { AV_PICTURE_TYPE_I } from 'node-av/constants';
import { FrameClock } from './frame-clock.js';
import { H264Encoder, ticksPerSecond } from './h264-encoder.js';
import type { NativeFrame } from './native-handles.js';
import { RtspPush, type PushTarget } from './rtsp-push.js';

/** Constant rate factor of H.264, 0..51: people look at it as it passes by. */
const quality = 23;
/** Who begins to watch waits for a key frame; so long at most, whatever the frame rate, or for the next frame. */
const keyFrameTicks = ticksPerSecond;
/** Key frames are asked for by time; this many frames never come in between. */
const keyFrameInterval = 250;

/** Frames of one size on their way to a server: an encoder and a connection. One call at a time. */
export class PublishedStream implements AsyncDisposable {
  readonly width: number;
  readonly height: number;
  readonly #encoder: H264Encoder;
  readonly #push: RtspPush;
  readonly #clock = new FrameClock();
  #keyTicks = -Infinity;

  private constructor(size: { width: number; height: number }, encoder: H264Encoder, push: RtspPush) {
    this.width = size.width;
    this.height = size.height;
    this.#encoder = encoder;
    this.#push = push;
  }

  /**
   * @param size - even numbers of pixels
   * @throws FarsightError OUTPUT_FAILED, UNSUPPORTED, CANCELLED
   */
  static async open(
    target: PushTarget,
    { width, height }: { readonly width: number; readonly height: number },
    signal: AbortSignal,
  ): Promise<PublishedStream> {
    const encoder = await H264Encoder.open({ width, height, quality, keyFrameInterval });
    try {
      const push = await RtspPush.open(target, encoder.codec, signal);
      return new PublishedStream({ width, height }, encoder, push);
    } catch (error) {
      encoder[Symbol.dispose]();
      throw error;
    }
  }

  /**
   * Encodes a frame and sends it. Consumes the frame.
   *
   * @throws FarsightError OUTPUT_FAILED, CANCELLED: then the stream is of no use any more
   */
  async write(frame: NativeFrame, ptsUs: number, signal: AbortSignal): Promise<void> {
    const ticks = this.#clock.stamp(frame, ptsUs);
    if (ticks - this.#keyTicks >= keyFrameTicks) {
      frame.pictType = AV_PICTURE_TYPE_I;
      this.#keyTicks = ticks;
    }
    for await (const packet of this.#encoder.encode(frame)) await this.#push.write(packet, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#push[Symbol.asyncDispose]();
    this.#encoder[Symbol.dispose]();
  }
}
