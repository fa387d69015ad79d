import { FarsightError, type EncodedFrame, type PixelFrame } from '@farsight/client';
import { decodeFrame } from '@farsight/media';

/** Only what the client itself sent comes back here: no stranger's limits. */
const maxPixels = 2 ** 30;

/** Decodes an item's own frame; of video, the source must have kept the pixels. The caller disposes the result. */
export function pixelsOf(image: EncodedFrame): PixelFrame {
  if (image.codec !== 'video') return decodeFrame(image, { maxPixels });
  throw new FarsightError('INTERNAL', 'Expected video to keep its pixels where it is drawn.');
}
