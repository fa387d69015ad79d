import { FarsightError, type PixelFormat, type PixelFrame } from '@farsight/protocol';
import {
  AV_CODEC_FLAG_QSCALE,
  AV_CODEC_ID_MJPEG,
  AV_CODEC_ID_PNG,
  AV_LOG_QUIET,
  AV_PIX_FMT_BGR24,
  AV_PIX_FMT_BGRA,
  AV_PIX_FMT_GRAY8,
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_RGBA,
  AV_PIX_FMT_YUVJ420P,
  AV_PIX_FMT_YUVJ444P,
  SWS_BILINEAR,
  type AVCodecID,
  type AVPixelFormat,
} from 'node-av/constants';
import { Codec, CodecContext, Frame, Log, Packet, Rational, SoftwareScaleContext } from 'node-av/lib';

/** How a JPEG is written. */
export interface JpegOptions {
  /** 1..100, as libjpeg counts. */
  readonly quality: number;
  /** Colour resolution: halved both ways (the default), or full. */
  readonly subsampling?: '4:2:0' | '4:4:4';
}

const nativeFormat: Readonly<Record<PixelFormat, AVPixelFormat>> = {
  rgb24: AV_PIX_FMT_RGB24,
  bgr24: AV_PIX_FMT_BGR24,
  rgba: AV_PIX_FMT_RGBA,
  bgra: AV_PIX_FMT_BGRA,
  gray8: AV_PIX_FMT_GRAY8,
};

/**
 * Encodes pixels as a baseline JPEG (full range BT.601, as JFIF says). Alpha is dropped. Does not consume the pixels.
 *
 * @throws FarsightError INVALID_ARGUMENT if the quality is out of range.
 */
export function encodeJpeg(pixels: PixelFrame, { quality, subsampling = '4:2:0' }: JpegOptions): Uint8Array {
  if (!(quality >= 1 && quality <= 100)) {
    throw new FarsightError(
      'INVALID_ARGUMENT',
      `Expected 1..100 for the JPEG quality but received ${quality}.`,
    );
  }
  const format = subsampling === '4:2:0' ? AV_PIX_FMT_YUVJ420P : AV_PIX_FMT_YUVJ444P;
  // FFmpeg's step that gives files as large as libjpeg's at this quality, measured on photographs.
  const percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  return encode(AV_CODEC_ID_MJPEG, pixels, format, Math.min(31, Math.max(1, Math.round(percent / 16.5))));
}

/** Encodes pixels as a PNG without loss. Does not consume the pixels. */
export function encodePng(pixels: PixelFrame): Uint8Array {
  return encode(AV_CODEC_ID_PNG, pixels, pixels.format === 'gray8' ? AV_PIX_FMT_GRAY8 : AV_PIX_FMT_RGB24);
}

function encode(codecId: AVCodecID, pixels: PixelFrame, format: AVPixelFormat, qscale?: number): Uint8Array {
  Log.setLevel(AV_LOG_QUIET);
  const { width, height, strideBytes, data } = pixels;
  const codec = Codec.findEncoder(codecId);
  if (codec === null) throw new FarsightError('UNSUPPORTED', 'This build of FFmpeg lacks the encoder.');
  using context = new CodecContext();
  context.allocContext3(codec);
  Object.assign(context, {
    width,
    height,
    pixelFormat: format,
    timeBase: new Rational(1, 25),
    threadCount: 1,
  });
  if (qscale !== undefined) {
    context.setFlags(AV_CODEC_FLAG_QSCALE);
    context.globalQuality = qscale * 118;
  }
  using frame = new Frame();
  using packet = new Packet();
  using scaler = new SoftwareScaleContext();
  frame.alloc();
  packet.alloc();
  Object.assign(frame, { width, height, format, quality: (qscale ?? 0) * 118 });
  frame.allocBuffer();
  scaler.getContext(width, height, nativeFormat[pixels.format], width, height, format, SWS_BILINEAR);
  const source = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  scaler.scaleSync([source], [strideBytes], 0, height, frame.data ?? [], frame.linesize);
  const status =
    context.open2Sync(codec, null) || context.sendFrameSync(frame) || context.receivePacketSync(packet);
  if (status < 0 || packet.data === null) {
    throw new FarsightError('INTERNAL', 'The image could not be encoded.');
  }
  return packet.data;
}
