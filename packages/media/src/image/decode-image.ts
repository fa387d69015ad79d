import { FarsightError, type PixelFrame } from '@farsight/protocol';
import { orient } from '../pixels/orient.js';
import { withDecodedFrame } from './ffmpeg-decoder.js';
import { decodeJpeg } from './jpeg/decode-jpeg.js';
import { pixelsOfFrame } from './ffmpeg-pixels.js';
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
  const pixels =
    header.codec === 'jpeg'
      ? decodeJpeg(data)
      : withDecodedFrame(header.codec, data, limits.maxPixels, (frame) => pixelsOfFrame(frame, header.codec));
  return orient(pixels, header.orientation);
}
