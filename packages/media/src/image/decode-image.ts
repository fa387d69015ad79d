import { FarsightError, type PixelFrame } from '@farsight/protocol';
import {
  AV_PIX_FMT_RGB24,
  SWS_ACCURATE_RND,
  SWS_BILINEAR,
  SWS_FULL_CHR_H_INT,
  type AVPixelFormat,
} from 'node-av/constants';
import { SoftwareScaleContext } from 'node-av/lib';
import { allocatePixels } from '../pixels/pixel-memory.js';
import { withDecodedFrame } from './ffmpeg-decoder.js';
import { decodeJpeg } from './jpeg/decode-jpeg.js';
import { probeImage } from './probe-image.js';

/** What a frame may cost. */
export interface DecodeLimits {
  /** Most pixels (width × height) of a frame. */
  readonly maxPixels: number;
}

/** @throws FarsightError FRAME_TOO_LARGE */
export function checkPixels(width: number, height: number, { maxPixels }: DecodeLimits): void {
  if (width * height > maxPixels) {
    throw new FarsightError(
      'FRAME_TOO_LARGE',
      `Expected at most ${maxPixels} pixels for the frame but received ${width}x${height}.`,
    );
  }
}

/** Decodes a JPEG, PNG, WebP, BMP or TIFF image; see {@link decodeFrame}. */
export function decodeImage(data: Uint8Array, limits: DecodeLimits): PixelFrame {
  const header = probeImage(data);
  if (header === undefined) {
    throw new FarsightError('INVALID_FRAME', 'Expected a JPEG, PNG, WebP, BMP or TIFF image for the frame.');
  }
  checkPixels(header.width, header.height, limits);
  if (header.codec === 'jpeg') return decodeJpeg(data);
  return withDecodedFrame(header.codec, data, limits.maxPixels, (frame) => {
    const pixels = allocatePixels(frame.width, frame.height, 'rgb24');
    const scaler = new SoftwareScaleContext();
    scaler.getContext(
      frame.width,
      frame.height,
      frame.format as AVPixelFormat,
      frame.width,
      frame.height,
      AV_PIX_FMT_RGB24,
      (SWS_BILINEAR | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT) as typeof SWS_BILINEAR,
    );
    scaler.scaleSync(
      frame.data ?? [],
      frame.linesize,
      0,
      frame.height,
      [Buffer.from(pixels.data.buffer, 0, pixels.data.length)],
      [pixels.strideBytes],
    );
    scaler.freeContext();
    return pixels;
  });
}
