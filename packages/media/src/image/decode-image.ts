import { FarsightError, type PixelFrame } from '@farsight/protocol';
import { orient } from '../pixels/orient.js';
import { withDecodedFrame } from './ffmpeg-decoder.js';
import type { ImageHeader } from './headers/image-header.js';
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
  const pixels = decodeStored(data, header, limits);
  if (pixels.width !== header.width || pixels.height !== header.height) {
    pixels[Symbol.dispose]();
    throw new FarsightError('INVALID_FRAME', 'The image has another size than its header says.');
  }
  return orient(pixels, header.orientation);
}

/** The pixels as stored, not turned yet. */
function decodeStored(data: Uint8Array, { codec }: ImageHeader, { maxPixels }: DecodeLimits): PixelFrame {
  if (codec === 'jpeg') return decodeJpeg(data);
  return withDecodedFrame(codec, data, maxPixels, (frame) => pixelsOfFrame(frame, codec));
}
