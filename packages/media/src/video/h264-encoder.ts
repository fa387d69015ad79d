import { FarsightError, type PixelFormat } from '@farsight/protocol';
import {
  AVCOL_PRI_BT709,
  AVCOL_PRI_SMPTE170M,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_SPC_SMPTE170M,
  AVCOL_TRC_BT709,
  AVCOL_TRC_SMPTE170M,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PIX_FMT_BGR24,
  AV_PIX_FMT_BGRA,
  AV_PIX_FMT_GRAY8,
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_RGBA,
  AV_PIX_FMT_YUV420P,
  FF_ENCODER_H264_MF,
  FF_ENCODER_H264_NVENC,
  FF_ENCODER_H264_VIDEOTOOLBOX,
  FF_ENCODER_LIBX264,
  type AVPixelFormat,
  type FFEncoderCodec,
} from 'node-av/constants';
import { Codec, Dictionary, Rational } from 'node-av/lib';
import { checkStatus, isAgain, isEnd } from './ffmpeg-status.js';
import { NativeCodec, NativeFrame, NativePacket, NativeScaler } from './native-handles.js';

/** Ticks a second of the encoder's clock: the usual one of MPEG, exact for 24, 25, 29.97 and 30 frames a second. */
export const ticksPerSecond = 90_000;

/** FFmpeg's names of the pixel formats. */
export const nativeFormats: Readonly<Record<PixelFormat, AVPixelFormat>> = {
  rgb24: AV_PIX_FMT_RGB24,
  bgr24: AV_PIX_FMT_BGR24,
  rgba: AV_PIX_FMT_RGBA,
  bgra: AV_PIX_FMT_BGRA,
  gray8: AV_PIX_FMT_GRAY8,
};

/** H.264 encoders, best first: builds without x264 have those of the system or the graphics card. */
const encoders: readonly FFEncoderCodec[] = [
  FF_ENCODER_LIBX264,
  FF_ENCODER_H264_VIDEOTOOLBOX,
  FF_ENCODER_H264_MF,
  FF_ENCODER_H264_NVENC,
];

/** Rows from which players take an unlabelled video for BT.709; ours is labelled, and right for both kinds of player. */
const hdRows = 720;

const bt709 = { colorSpace: AVCOL_SPC_BT709, colorPrimaries: AVCOL_PRI_BT709, colorTrc: AVCOL_TRC_BT709 };
const bt601 = {
  colorSpace: AVCOL_SPC_SMPTE170M,
  colorPrimaries: AVCOL_PRI_SMPTE170M,
  colorTrc: AVCOL_TRC_SMPTE170M,
};

/** What an H.264 stream is to be like. */
export interface H264Options {
  /** Pixels, even. */
  readonly width: number;
  /** Pixels, even. */
  readonly height: number;
  /** Constant rate factor, 0..51. */
  readonly quality: number;
  /** Most frames from one key frame to the next. */
  readonly keyFrameInterval: number;
}

/** Encodes frames as H.264 in the thread pool. One call at a time. */
export class H264Encoder implements Disposable {
  readonly #codec: NativeCodec;
  readonly #scaler = new NativeScaler();
  readonly #picture: NativeFrame;
  readonly #packet = new NativePacket();

  private constructor(codec: NativeCodec, picture: NativeFrame) {
    this.#codec = codec;
    this.#picture = picture;
  }

  /** @throws FarsightError UNSUPPORTED if this build of FFmpeg cannot encode H.264. */
  static async open(options: H264Options): Promise<H264Encoder> {
    const { width, height } = options;
    const color = { ...(height >= hdRows ? bt709 : bt601), colorRange: AVCOL_RANGE_MPEG };
    for (const name of encoders) {
      const codec = await tryEncoder(name, options, color);
      if (codec === undefined) continue;
      const picture = Object.assign(new NativeFrame(), {
        width,
        height,
        format: AV_PIX_FMT_YUV420P,
        ...color,
      });
      picture.getBuffer();
      return new H264Encoder(codec, picture);
    }
    throw new FarsightError('UNSUPPORTED', 'This build of FFmpeg cannot encode H.264 video.');
  }

  /** The encoder, for what a container needs to know of it. */
  get codec(): NativeCodec {
    return this.#codec;
  }

  /**
   * Encodes a frame, or with undefined what is left at the end. Consumes the frame; its pts and duration are in ticks, and
   * its picture type says whether it must be a key frame. The packets yielded are valid until the next one.
   */
  async *encode(frame: NativeFrame | undefined): AsyncGenerator<NativePacket, void, undefined> {
    if (frame !== undefined) await this.#convert(frame);
    const sent = await this.#codec.sendFrame(frame === undefined ? null : this.#picture);
    if (!isEnd(sent)) checkStatus(sent, 'OUTPUT_FAILED', 'Could not encode a frame as H.264');
    for (;;) {
      const status = await this.#codec.receivePacket(this.#packet);
      if (isAgain(status) || isEnd(status)) return;
      checkStatus(status, 'OUTPUT_FAILED', 'Could not encode a frame as H.264');
      yield this.#packet;
      this.#packet.unref();
    }
  }

  async #convert(frame: NativeFrame): Promise<void> {
    using source = frame;
    // The encoder still looks at earlier pictures.
    this.#picture.makeWritable();
    const status = await this.#scaler.scaleFrame(this.#picture, source);
    checkStatus(status, 'OUTPUT_FAILED', 'Could not convert a frame for H.264');
    this.#picture.pts = source.pts;
    this.#picture.duration = source.duration;
    this.#picture.pictType = source.pictType;
  }

  [Symbol.dispose](): void {
    this.#packet[Symbol.dispose]();
    this.#picture[Symbol.dispose]();
    this.#scaler[Symbol.dispose]();
    this.#codec[Symbol.dispose]();
  }
}

async function tryEncoder(
  name: FFEncoderCodec,
  { width, height, quality, keyFrameInterval }: H264Options,
  color: typeof bt709 & { colorRange: typeof AVCOL_RANGE_MPEG },
): Promise<NativeCodec | undefined> {
  const encoder = Codec.findEncoderByName(name);
  if (encoder === null) return undefined;
  const codec = new NativeCodec();
  codec.allocContext3(encoder);
  codec.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  Object.assign(codec, {
    width,
    height,
    pixelFormat: AV_PIX_FMT_YUV420P,
    timeBase: new Rational(1, ticksPerSecond),
    framerate: new Rational(25, 1),
    gopSize: keyFrameInterval,
    // Nothing is reordered: the file can be shown up to its last frame wherever it breaks off, and starts at 0.
    maxBFrames: 0,
    ...color,
  });
  using options = Dictionary.fromObject(
    // Every frame comes out before the next goes in: x264's look-ahead would keep ten of them from the disk.
    name === FF_ENCODER_LIBX264 ? { preset: 'veryfast', tune: 'zerolatency', crf: quality } : {},
  );
  if ((await codec.open2(encoder, options)) >= 0) return codec;
  codec[Symbol.dispose]();
  return undefined;
}
