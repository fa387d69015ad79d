import { FarsightError, bytesPerPixel, type PixelFrame } from '@farsight/protocol';
import { AVCOL_RANGE_JPEG, AVCOL_SPC_RGB } from 'node-av/constants';
import { nativeFormats } from './h264-encoder.js';
import { NativeFrame } from './native-handles.js';

/** The pixels in native memory, with even width and height: the last column or row is there twice where it must. */
export function evenFrame(pixels: PixelFrame): NativeFrame {
  const { width, height, strideBytes, data } = pixels;
  const frame = Object.assign(new NativeFrame(), {
    width: width + (width % 2),
    height: height + (height % 2),
    format: nativeFormats[pixels.format],
    colorSpace: AVCOL_SPC_RGB,
    colorRange: AVCOL_RANGE_JPEG,
  });
  frame.getBuffer();
  const [target] = frame.data ?? [];
  const [targetStride = 0] = frame.linesize;
  if (target === undefined) throw new FarsightError('INTERNAL', 'There is no memory for a frame.');
  const pixelBytes = bytesPerPixel[pixels.format];
  const rowBytes = width * pixelBytes;
  for (let y = 0; y < frame.height; y++) {
    const from = Math.min(y, height - 1) * strideBytes;
    const to = y * targetStride;
    target.set(data.subarray(from, from + rowBytes), to);
    if (frame.width > width) target.copyWithin(to + rowBytes, to + rowBytes - pixelBytes, to + rowBytes);
  }
  return frame;
}
