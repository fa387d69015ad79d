import { FarsightError, type EncodedFrame, type ImageCodec, type Stamp } from '@farsight/protocol';
import { decodeImage } from '../image/decode-image.js';
import { encodePng } from '../image/encode-png.js';
import { probeImage } from '../image/probe-image.js';
import type { VideoFrameOptions } from './video-frame-options.js';

/**
 * The frame of an image file's bytes. JPEG, PNG and WebP travel as they are; BMP and TIFF, which the protocol does not know,
 * are decoded and travel as PNG.
 *
 * @param shown name for messages.
 * @throws FarsightError INVALID_FRAME if the bytes are no image or are broken; FRAME_TOO_LARGE.
 */
export function imageFrame(
  data: Uint8Array,
  stamp: Stamp,
  shown: string,
  { maxPixels, keepPixels }: VideoFrameOptions,
): EncodedFrame {
  const header = probeImage(data);
  if (header === undefined) {
    throw new FarsightError('INVALID_FRAME', noImage(data, shown));
  }
  const { codec, width, height } = header;
  if (width * height > maxPixels) {
    throw new FarsightError(
      'FRAME_TOO_LARGE',
      `Expected at most ${maxPixels} pixels for ${shown} but received ${width}x${height}.`,
    );
  }
  return travels(codec) ? { stamp, codec, data } : asPng(data, stamp, shown, maxPixels, keepPixels);
}

/** Why bytes without an image's header are none. */
export function noImage(data: Uint8Array, shown: string): string {
  return data.length === 0 ? `${shown} is empty.` : `${shown} is not a JPEG, PNG, WebP, BMP or TIFF image.`;
}

function travels(codec: string): codec is ImageCodec {
  return codec === 'jpeg' || codec === 'png' || codec === 'webp';
}

function asPng(
  data: Uint8Array,
  stamp: Stamp,
  shown: string,
  maxPixels: number,
  keepPixels: boolean,
): EncodedFrame {
  try {
    const pixels = decodeImage(data, { maxPixels });
    const png = encodePng(pixels);
    if (keepPixels && pixels.format === 'rgb24') return { stamp, codec: 'png', data: png, pixels };
    pixels[Symbol.dispose]();
    return { stamp, codec: 'png', data: png };
  } catch (error) {
    throw new FarsightError('INVALID_FRAME', `${shown} is broken and cannot be decoded.`, { cause: error });
  }
}
