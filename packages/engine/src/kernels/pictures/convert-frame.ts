import type { PixelFormat, PixelFrame } from '@farsight/protocol';
import { bytesPerPixel } from '@farsight/protocol';
import type { ColorFormat, ConvertColorStep } from '../../definition.js';
import { greyRow, greyWeights } from '../source-rows.js';

/** The same bytes with red and blue changing places. */
const swapped: Readonly<Record<PixelFormat, PixelFormat>> = {
  rgb24: 'bgr24',
  bgr24: 'rgb24',
  rgba: 'bgra',
  bgra: 'rgba',
  gray8: 'gray8',
};

/**
 * OpenCV's colour conversion of a frame that its task sees in the order `colorFormat`. Red and blue change places by
 * naming the bytes anew, without a copy; grey frames stay as they are.
 */
export function convertFrame(
  frame: PixelFrame,
  conversion: ConvertColorStep['format'],
  colorFormat: ColorFormat,
): PixelFrame {
  if (frame.format === 'gray8') return frame;
  const [from = '', to = ''] = conversion.split('2');
  if (from !== 'GRAY' && to !== 'GRAY') return { ...frame, format: swapped[frame.format] };
  const isSwapped = from !== 'GRAY' && colorFormat !== 'GRAY' && from !== colorFormat;
  return greyFrame(frame, isSwapped);
}

function greyFrame(
  { width, height, format, strideBytes, data: source }: PixelFrame,
  isSwapped: boolean,
): PixelFrame {
  const data = new Uint8Array(width * height);
  const step = bytesPerPixel[format];
  const weights = greyWeights(format, isSwapped);
  for (let y = 0; y < height; y++) greyRow(data, y * width, 1, source, y * strideBytes, step, width, weights);
  return { width, height, format: 'gray8', strideBytes: width, data, [Symbol.dispose]: () => undefined };
}
