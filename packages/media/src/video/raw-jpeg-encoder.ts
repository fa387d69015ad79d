import { FarsightError, checkedRawLayout, type RawFormat, type RawFrame } from '@farsight/protocol';
import {
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT470BG,
  AVCOL_SPC_RGB,
  AV_PIX_FMT_BGR24,
  AV_PIX_FMT_BGRA,
  AV_PIX_FMT_GRAY8,
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_RGBA,
  AV_PIX_FMT_YUV420P,
} from 'node-av/constants';
import { tightBytes } from '../pixels/tight-bytes.js';
import { NativeFrame } from './native-handles.js';
import { PictureConverter } from './picture-converter.js';
import { ThreadPoolJpegEncoder } from './thread-pool-jpeg-encoder.js';

const rgb = { colorSpace: AVCOL_SPC_RGB, colorRange: AVCOL_RANGE_JPEG };

/** What FFmpeg calls the layouts of raw frames. */
const formats = {
  rgb24: { format: AV_PIX_FMT_RGB24, ...rgb },
  bgr24: { format: AV_PIX_FMT_BGR24, ...rgb },
  rgba: { format: AV_PIX_FMT_RGBA, ...rgb },
  bgra: { format: AV_PIX_FMT_BGRA, ...rgb },
  gray8: { format: AV_PIX_FMT_GRAY8, colorSpace: AVCOL_SPC_BT470BG, colorRange: AVCOL_RANGE_JPEG },
  yuv420p: { format: AV_PIX_FMT_YUV420P, colorSpace: AVCOL_SPC_BT470BG, colorRange: AVCOL_RANGE_MPEG },
} as const satisfies Record<RawFormat, object>;

/** What lives in native memory, once there is something to encode. */
interface Tools extends Disposable {
  readonly converter: PictureConverter;
  readonly encoder: ThreadPoolJpegEncoder;
}

/** Makes JPEGs of raw frames in libuv's thread pool, one after the other. The owner disposes it. */
export class RawJpegEncoder implements AsyncDisposable {
  readonly #quality: number;
  #tools: Tools | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** @param quality 1..100, as libjpeg counts; met as nearly as the encoder's coarse steps allow, the finest of which is like 90. */
  constructor(quality: number) {
    this.#quality = quality;
  }

  /**
   * The frame as a JPEG of its size. Its bytes are read until then.
   *
   * @throws FarsightError INVALID_FRAME if the bytes do not fit the layout; UNSUPPORTED if JPEG cannot hold that size;
   *   CANCELLED after disposal
   */
  async encode(frame: RawFrame): Promise<Uint8Array> {
    if (this.#closed) throw new FarsightError('CANCELLED', 'The encoder was closed.');
    const encoded = this.#last.then(() => this.#encode(frame));
    this.#last = encoded.catch(() => undefined);
    return encoded;
  }

  async #encode({ raw, data }: RawFrame): Promise<Uint8Array> {
    const { format, width, height, strideBytes } = raw;
    const layout = checkedRawLayout(format, width, height, strideBytes, data.length);
    const { converter, encoder } = (this.#tools ??= openTools(this.#quality));
    using picture = Object.assign(new NativeFrame(), { width, height, ...formats[format] });
    picture.getBuffer();
    picture.fromBuffer(tightBytes(layout, data));
    return await encoder.encode(await converter.toJfif(picture));
  }

  /** Waits for what was asked for. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.#last;
    this.#tools?.[Symbol.dispose]();
    this.#tools = undefined;
  }
}

function openTools(quality: number): Tools {
  const converter = new PictureConverter();
  const encoder = new ThreadPoolJpegEncoder(quality);
  return {
    converter,
    encoder,
    [Symbol.dispose]() {
      encoder[Symbol.dispose]();
      converter[Symbol.dispose]();
    },
  };
}
