import type { PixelFrame } from '@farsight/protocol';
import { bytesPerPixel } from '@farsight/protocol';

/** Whole pixels of a picture: columns `left` to `left + width`, rows `top` to `top + height`. Never empty. */
export interface PixelRect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * A rectangle of a frame as a frame of its own, without copying: valid as long as the frame, which stays its owner's. The
 * rectangle must lie within the frame.
 */
export function cropFrame(frame: PixelFrame, { left, top, width, height }: PixelRect): PixelFrame {
  const { format, strideBytes } = frame;
  const step = bytesPerPixel[format];
  const first = top * strideBytes + left * step;
  const data = frame.data.subarray(first, first + (height - 1) * strideBytes + width * step);
  return { width, height, format, strideBytes, data, [Symbol.dispose]: () => undefined };
}
