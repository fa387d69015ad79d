import { AV_CODEC_ID_H264, AV_CODEC_ID_HEVC, AV_FRAME_FLAG_KEY } from 'node-av/constants';
import { isDamaged } from './damaged-picture.js';
import type { VideoStream } from './demuxer.js';
import { H264FrameNumbers } from './h264-frame-numbers.js';
import type { NativeFrame, NativePacket } from './native-handles.js';

/**
 * Keeps back what a live stream builds on pictures that are missing or damaged, up to the next key frame: a decoder would go
 * on and show smears.
 */
export class KeyFrameGate {
  readonly #numbers: H264FrameNumbers | undefined;
  /** Whether packets are kept back. */
  #awaitsPacket = true;
  /** Whether pictures are: those that are decoded already but not shown yet may build on a damaged one. */
  #awaitsPicture = false;

  private constructor(numbers: H264FrameNumbers | undefined) {
    this.#numbers = numbers;
  }

  /** Undefined for formats whose pictures stand alone, or whose key frames FFmpeg may not know. */
  static of({ parameters }: VideoStream): KeyFrameGate | undefined {
    const { codecId } = parameters;
    if (codecId === AV_CODEC_ID_HEVC) return new KeyFrameGate(undefined);
    if (codecId !== AV_CODEC_ID_H264) return undefined;
    const extradata = parameters.extradata ?? Buffer.alloc(0);
    // An avcC begins with 1: then pictures are no byte streams, and come from a container that loses none.
    return new KeyFrameGate(extradata[0] === 1 ? undefined : new H264FrameNumbers(extradata));
  }

  /** Whether a packet can be decoded. */
  passes(packet: NativePacket): 'yes' | 'no' | 'no-more' {
    const isAfterGap = packet.data !== null && this.#numbers?.isAfterGap(packet.data) === true;
    if (packet.isKeyframe) this.#awaitsPacket = false;
    if (!isAfterGap || packet.isKeyframe || this.#awaitsPacket) return this.#awaitsPacket ? 'no' : 'yes';
    this.#awaitsPacket = true;
    return 'no-more';
  }

  /** Whether a picture can be shown. */
  shows(picture: NativeFrame): 'yes' | 'no' | 'no-more' {
    if (isDamaged(picture)) {
      const isNews = !this.#awaitsPicture;
      this.close();
      return isNews ? 'no-more' : 'no';
    }
    if ((picture.flags & AV_FRAME_FLAG_KEY) !== 0) this.#awaitsPicture = false;
    return this.#awaitsPicture ? 'no' : 'yes';
  }

  /** Says that a packet could not be decoded. */
  close(): void {
    this.#awaitsPacket = true;
    this.#awaitsPicture = true;
  }
}
