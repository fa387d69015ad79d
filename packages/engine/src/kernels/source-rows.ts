import type { PixelFormat, PixelFrame } from '@farsight/protocol';
import { bytesPerPixel } from '@farsight/protocol';

/** Which byte of a pixel holds a colour. */
export const colorBytes: Readonly<Record<PixelFormat, { red: number; green: number; blue: number }>> = {
  rgb24: { red: 0, green: 1, blue: 2 },
  rgba: { red: 0, green: 1, blue: 2 },
  bgr24: { red: 2, green: 1, blue: 0 },
  bgra: { red: 2, green: 1, blue: 0 },
  gray8: { red: 0, green: 0, blue: 0 },
};

/** Weights of three bytes of a pixel in its grey, 15 bits after the point. */
export type GreyWeights = readonly [number, number, number];

// OpenCV's RGB2GRAY on 8 bits: 0.299, 0.587, 0.114 with 15 bits after the point (color_rgb.simd.hpp).
const redWeight = 9798;
const greenWeight = 19235;
const blueWeight = 3735;

/** Weights of the first three bytes of a pixel of this format. */
export function greyWeights(format: PixelFormat, swapped: boolean): GreyWeights {
  const redFirst = (colorBytes[format].red === 0) !== swapped;
  return redFirst ? [redWeight, greenWeight, blueWeight] : [blueWeight, greenWeight, redWeight];
}

/** Grey of each of `count` pixels of `step` bytes, written to one byte every `outStep`. In place is fine. */
export function greyRow(
  out: Uint8Array,
  outAt: number,
  outStep: number,
  from: Uint8Array,
  fromAt: number,
  step: number,
  count: number,
  weights: GreyWeights,
): void {
  const [first, second, third] = weights;
  for (let i = 0, p = fromAt, q = outAt; i < count; i++, p += step, q += outStep) {
    out[q] = (from[p]! * first + from[p + 1]! * second + from[p + 2]! * third + 16384) >> 15;
  }
}

/** The source as the row samplers see it: rows of a range of columns, copied into the kernels' memory one at a time. */
export interface SourceRows {
  /** Bytes per pixel of the copied rows: those of the frame, or 1 if grey is made on the way. */
  readonly pixelBytes: number;
  /** Copies row `y` to `at`. */
  copy(frame: PixelFrame, y: number, memory: Uint8Array, at: number): void;
}

/** Rows as they are, columns `first` to `first + count`. */
export function plainRows(format: PixelFormat, first: number, count: number): SourceRows {
  const pixelBytes = bytesPerPixel[format];
  return {
    pixelBytes,
    copy({ data, strideBytes }, y, memory, at) {
      const from = y * strideBytes + first * pixelBytes;
      memory.set(data.subarray(from, from + count * pixelBytes), at);
    },
  };
}

/** Rows made grey. */
export function greyRows(
  format: PixelFormat,
  first: number,
  count: number,
  weights: GreyWeights,
): SourceRows {
  if (format === 'gray8') return plainRows(format, first, count);
  const step = bytesPerPixel[format];
  return {
    pixelBytes: 1,
    copy({ data, strideBytes }, y, memory, at) {
      greyRow(memory, at, 1, data, y * strideBytes + first * step, step, count, weights);
    },
  };
}
