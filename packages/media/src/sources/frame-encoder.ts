import type { EncodedFrame, PixelFrame, Stamp } from '@farsight/protocol';
import type { NativeFrame } from '../video/native-handles.js';
import { PictureConverter } from '../video/picture-converter.js';
import { ThreadPoolJpegEncoder } from '../video/thread-pool-jpeg-encoder.js';
import type { VideoFrameOptions } from './video-frame-options.js';

/** Makes the frames that travel from decoded pictures. One call at a time. */
export class FrameEncoder implements Disposable {
  readonly #options: VideoFrameOptions;
  readonly #converter = new PictureConverter();
  readonly #jpeg: ThreadPoolJpegEncoder;

  constructor(options: VideoFrameOptions) {
    this.#options = options;
    this.#jpeg = new ThreadPoolJpegEncoder(options.jpegQuality);
  }

  /** Consumes the picture. */
  async encode(picture: NativeFrame, stamp: Stamp): Promise<EncodedFrame> {
    using source = picture;
    const pixels = this.#options.keepPixels ? await this.#converter.toPixels(source) : undefined;
    try {
      return { ...(await this.#body(source)), stamp, pixels };
    } catch (error) {
      pixels?.[Symbol.dispose]();
      throw error;
    }
  }

  async #body(picture: NativeFrame): Promise<EncodedBody> {
    const { wire, allocate } = this.#options;
    if (wire === 'raw') return { codec: 'raw', ...(await this.#converter.toRaw(picture, allocate)) };
    const data = await this.#jpeg.encode(await this.#converter.toJfif(picture));
    return { codec: 'jpeg', data };
  }

  [Symbol.dispose](): void {
    this.#jpeg[Symbol.dispose]();
    this.#converter[Symbol.dispose]();
  }
}

type WithoutStamp<T> = T extends { stamp: Stamp; pixels?: PixelFrame | undefined }
  ? Omit<T, 'stamp' | 'pixels'>
  : never;
type EncodedBody = WithoutStamp<EncodedFrame>;
