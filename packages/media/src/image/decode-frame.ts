import {
  FarsightError,
  checkedRawLayout,
  type EncodedFrame,
  type PixelFrame,
  type RawFrame,
} from '@farsight/protocol';
import { createPixelFrame } from '../pixels/pixel-frame.js';
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
 *   before anything is decoded; UNSUPPORTED for variants of a format that nobody reads.
 */
export function decodeFrame(frame: EncodedFrame, limits: DecodeLimits): PixelFrame {
  return frame.codec === 'raw' ? wrapRaw(frame, limits) : decodeImage(frame.data, limits);
}

function wrapRaw({ raw, data }: RawFrame, limits: DecodeLimits): PixelFrame {
  const { format, width, height, strideBytes } = raw;
  const layout = checkedRawLayout(format, width, height, strideBytes, data.length);
  checkPixels(width, height, limits);
  if (format === 'yuv420p') {
    throw new FarsightError('UNSUPPORTED', 'yuv420p frames are not read yet.');
  }
  return createPixelFrame({ width, height, format, strideBytes: layout.strideBytes }, data);
}
