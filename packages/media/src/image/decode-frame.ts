import {
  FarsightError,
  checkedRawLayout,
  rawPlanes,
  type EncodedFrame,
  type PixelFrame,
  type RawFrame,
  type RawLayout,
} from '@farsight/protocol';
import { createPixelFrame } from '../pixels/pixel-frame.js';
import { allocatePixels } from '../pixels/pixel-memory.js';
import { convertVideo } from '../pixels/convert-video.js';
import type { Plane } from '../pixels/unpack.js';
import { decodeImage, type DecodeLimits, checkPixels } from './decode-image.js';

/**
 * Decodes a frame to pixels that stand upright (EXIF orientation applied). Compressed frames are told apart by their
 * first bytes, as OpenCV does, whatever `frame.codec` says, and become `rgb24` or, where the image is grey, `gray8`. Raw
 * frames of a packed layout are not copied: the result shares `frame.data`, and disposing it leaves them alone;
 * `yuv420p` becomes `rgb24`.
 *
 * Synchronous: meant for a worker thread. The caller disposes the result.
 *
 * @throws FarsightError INVALID_FRAME if the data is no image, damaged, cut short or has no pixels; FRAME_TOO_LARGE,
 *   before anything is decoded; UNSUPPORTED for variants of a format that nobody reads, and for chunks of a video.
 */
export function decodeFrame(frame: EncodedFrame, limits: DecodeLimits): PixelFrame {
  switch (frame.codec) {
    case 'raw':
      return wrapRaw(frame, limits);
    case 'video':
      throw new FarsightError(
        'UNSUPPORTED',
        'Expected an image but received part of a video, which is decoded with those before it.',
      );
    default:
      return decodeImage(frame.data, limits);
  }
}

function wrapRaw({ raw, data }: RawFrame, limits: DecodeLimits): PixelFrame {
  const { format, width, height, strideBytes } = raw;
  const layout = checkedRawLayout(format, width, height, strideBytes, data.length);
  checkPixels(width, height, limits);
  if (format === 'yuv420p') return decodeVideoFrame(layout, data);
  return createPixelFrame({ width, height, format, strideBytes: layout.strideBytes }, data);
}

function decodeVideoFrame(layout: RawLayout, data: Uint8Array): PixelFrame {
  const [y, u, v] = rawPlanes(layout).map(({ offset, strideBytes }) => ({
    data: data.subarray(offset),
    stride: strideBytes,
  })) as [Plane, Plane, Plane];
  const pixels = allocatePixels(layout.width, layout.height, 'rgb24');
  convertVideo({ y, u, v }, pixels);
  return pixels;
}
