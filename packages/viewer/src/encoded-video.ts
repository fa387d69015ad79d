import type { EncodedFrame } from '@farsight/protocol';
import type { OwnVideo, TakenPicture } from './own-video.js';
import type { OnEncoded, OpenEncoder, PictureEncoder, PictureFormat } from './picture-encoder.js';
import type { SentPictures } from './sent-pictures.js';

type Emit = (frame: EncodedFrame) => void;

/**
 * The frames of a video as it plays. Pictures are left out before they are encoded, so that those that are sent can always be
 * decoded: none is taken while as many are under way as may be, or the encoder falls behind.
 */
export class EncodedVideo {
  readonly #video: OwnVideo;
  readonly #sent: SentPictures;
  readonly #open: OpenEncoder;
  readonly #unusable = new Set<PictureFormat>();
  #encoder: PictureEncoder | undefined;
  #size = '';

  constructor(video: OwnVideo, sent: SentPictures, open: OpenEncoder) {
    this.#video = video;
    this.#sent = sent;
    this.#open = open;
  }

  /** Lets the next frame be one that decoding can begin at. */
  begin(): void {
    this.#encoder?.begin();
  }

  /** Frames until the video ends, or the signal aborts. */
  frames(signal: AbortSignal): ReadableStream<EncodedFrame> {
    return new ReadableStream<EncodedFrame>({
      start: (controller) => {
        // Nobody reads any longer what was aborted.
        const emit: Emit = (frame) => signal.aborted || controller.enqueue(frame);
        void this.#run(emit, signal).then(
          () => signal.aborted || controller.close(),
          (error: unknown) => controller.error(error),
        );
      },
    });
  }

  async #run(emit: Emit, signal: AbortSignal): Promise<void> {
    try {
      for (;;) {
        if (this.#sent.encoderFails) await this.#giveUpEncoder();
        await this.#sent.room(signal);
        await this.#encoder?.ready();
        const taken = await this.#video.next(signal);
        if (taken === undefined) break;
        if (signal.aborted) taken.picture.close();
        else await this.#encode(taken, emit);
      }
      if (!signal.aborted) await this.#encoder?.flush();
    } finally {
      this.#encoder?.close();
    }
  }

  async #encode(taken: TakenPicture, emit: Emit): Promise<void> {
    const { picture, ptsUs } = taken;
    this.#sent.add(taken);
    const encoder = await this.#encoderFor(picture, emit);
    encoder.encode(picture, ptsUs);
  }

  /**
   * Browsers have encoders that are not for live video: in Firefox on Linux, that of H.264 waits for 41 pictures before it gives
   * the first, and that of VP9 takes 0.2 s for each.
   */
  async #giveUpEncoder(): Promise<void> {
    if (this.#encoder !== undefined) this.#unusable.add(this.#encoder.format);
    await this.#endEncoder();
    this.#sent.encoderEnded();
  }

  async #endEncoder(): Promise<void> {
    await this.#encoder?.flush();
    this.#encoder?.close();
    this.#encoder = undefined;
  }

  /** Another one where the size of the pictures is another: that of a camera is, when it is turned. */
  async #encoderFor({ width, height }: ImageBitmap, emit: Emit): Promise<PictureEncoder> {
    const size = `${width} × ${height}`;
    if (this.#encoder !== undefined && size === this.#size) return this.#encoder;
    await this.#endEncoder();
    this.#size = size;
    const streamId = this.#video.name;
    const onEncoded: OnEncoded = (encoded, ptsUs) => {
      const stamp = { streamId, index: this.#sent.encoded(ptsUs), ptsUs };
      emit({ ...encoded, stamp });
    };
    return (this.#encoder = await this.#open({ width, height }, onEncoded, this.#unusable));
  }
}
