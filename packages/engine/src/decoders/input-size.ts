import type { Geometry } from '../kernels/placement.js';
import type { DecoderContext } from './decoder.js';

/** Size of the input that a frame was put into, in pixels: that of the frame, for networks that take any. */
export function inputSize(
  { inputWidth, inputHeight }: DecoderContext,
  { sourceWidth, sourceHeight }: Geometry,
): { readonly width: number; readonly height: number } {
  return { width: inputWidth || sourceWidth, height: inputHeight || sourceHeight };
}
