import { FarsightError, rawByteLength, rawPlanes, type PixelFrame, type RawLayout } from '@farsight/protocol';
import {
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT470BG,
  AVCOL_SPC_RGB,
  AVCOL_SPC_SMPTE170M,
  AVCOL_SPC_UNSPECIFIED,
  AV_FRAME_FLAG_INTERLACED,
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUVJ420P,
  type AVColorRange,
  type AVColorSpace,
  type AVPixelFormat,
} from 'node-av/constants';
import { copyRows } from '../pixels/copy-rows.js';
import { allocatePixels } from '../pixels/pixel-memory.js';
import { NativeFrame, NativeScaler } from './native-handles.js';

/** A pixel format with the meaning of its numbers. */
interface PictureFormat {
  readonly format: AVPixelFormat;
  readonly colorSpace: AVColorSpace;
  readonly colorRange: AVColorRange;
}

const rgb: PictureFormat = {
  format: AV_PIX_FMT_RGB24,
  colorSpace: AVCOL_SPC_RGB,
  colorRange: AVCOL_RANGE_JPEG,
};

/** What JFIF says a JPEG is: BT.601, full range. */
const jfif: PictureFormat = {
  format: AV_PIX_FMT_YUV420P,
  colorSpace: AVCOL_SPC_BT470BG,
  colorRange: AVCOL_RANGE_JPEG,
};

/** What the protocol says yuv420p is: BT.601, limited range. */
const wire: PictureFormat = {
  format: AV_PIX_FMT_YUV420P,
  colorSpace: AVCOL_SPC_BT470BG,
  colorRange: AVCOL_RANGE_MPEG,
};

/** BT.601 under its two names; a video that does not say is taken to be so, as FFmpeg and OpenCV do. */
const bt601: readonly AVColorSpace[] = [AVCOL_SPC_BT470BG, AVCOL_SPC_SMPTE170M, AVCOL_SPC_UNSPECIFIED];

/**
 * Converts decoded pictures, minding the colour space and range they say they have. One call at a time; conversions run in
 * the thread pool.
 */
export class PictureConverter implements Disposable {
  readonly #scaler = new NativeScaler();
  readonly #targets = new Map<PictureFormat, NativeFrame>();

  /** The picture as rgb24 pixels, which belong to the caller. */
  async toPixels(picture: NativeFrame): Promise<PixelFrame> {
    const converted = await this.#convert(picture, rgb);
    const pixels = allocatePixels(converted.width, converted.height, 'rgb24');
    copyPlanes(converted, pixels, pixels.data);
    return pixels;
  }

  /** The picture as yuv420p without padding, as it travels, in memory that `allocate` gives. */
  async toRaw(
    picture: NativeFrame,
    allocate: (byteLength: number) => Uint8Array,
  ): Promise<{ data: Uint8Array; raw: RawLayout }> {
    const { width, height } = picture;
    const converted = await this.#convert(picture, wire);
    const raw: RawLayout = { format: 'yuv420p', width, height, strideBytes: width };
    const byteLength = rawByteLength(raw);
    const data = allocate(byteLength).subarray(0, byteLength);
    copyPlanes(converted, raw, data);
    return { data, raw };
  }

  /** The picture as a JPEG encoder wants it; valid until the next call. */
  async toJfif(picture: NativeFrame): Promise<NativeFrame> {
    return this.#convert(picture, jfif);
  }

  async #convert(picture: NativeFrame, wanted: PictureFormat): Promise<NativeFrame> {
    if (isAlready(picture, wanted)) return picture;
    const target = this.#target(picture, wanted);
    // FFmpeg converts each field by itself, and refuses where the frames differ in having any.
    target.flags = picture.flags & AV_FRAME_FLAG_INTERLACED;
    if ((await this.#scaler.scaleFrame(target, picture)) < 0) {
      throw new FarsightError(
        'UNSUPPORTED',
        'A picture of the video has a pixel format that cannot be used.',
      );
    }
    return target;
  }

  #target({ width, height }: NativeFrame, wanted: PictureFormat): NativeFrame {
    const kept = this.#targets.get(wanted);
    if (kept?.width === width && kept.height === height) {
      // An encoder may still hold the last picture.
      kept.makeWritable();
      return kept;
    }
    kept?.[Symbol.dispose]();
    const target = Object.assign(new NativeFrame(), { width, height, ...wanted });
    this.#targets.set(wanted, target);
    target.getBuffer();
    return target;
  }

  [Symbol.dispose](): void {
    for (const target of this.#targets.values()) target[Symbol.dispose]();
    this.#targets.clear();
    this.#scaler[Symbol.dispose]();
  }
}

/** Copies the planes of a picture to a layout without padding. */
function copyPlanes({ data, linesize }: NativeFrame, layout: RawLayout, to: Uint8Array): void {
  for (const [plane, { offset, rows, rowBytes }] of rawPlanes(layout).entries()) {
    const source = data?.[plane];
    if (source === undefined) throw new FarsightError('INTERNAL', 'A picture has no pixels.');
    copyRows({ data: source, stride: linesize[plane] ?? 0 }, rowBytes, { count: rows }, to, offset);
  }
}

function isAlready(picture: NativeFrame, wanted: PictureFormat): boolean {
  if (wanted.format !== AV_PIX_FMT_YUV420P || !bt601.includes(picture.colorSpace)) return false;
  const isFull = picture.format === AV_PIX_FMT_YUVJ420P || picture.colorRange === AVCOL_RANGE_JPEG;
  const isPlain = picture.format === AV_PIX_FMT_YUV420P || picture.format === AV_PIX_FMT_YUVJ420P;
  return isPlain && isFull === (wanted.colorRange === AVCOL_RANGE_JPEG);
}
