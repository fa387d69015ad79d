import { describe, expect, it } from 'vitest';
import type { PixelFormat, PixelFrame } from '@farsight/protocol';
import { bytesPerPixel } from '@farsight/protocol';
import type { ResizeStep } from '../../definition.js';
import { compilePixelProgram } from '../pixel-program.js';
import { Preprocessor } from '../preprocessor.js';
import { goldenFrame } from '../testing/golden-frame.js';
import type { PixelRect } from './crop-frame.js';
import { cropFrame } from './crop-frame.js';

/** The rectangle copied out, as the references do before they resize. */
function copied(frame: PixelFrame, { left, top, width, height }: PixelRect): PixelFrame {
  const step = bytesPerPixel[frame.format];
  const data = new Uint8Array(width * height * step);
  for (let y = 0; y < height; y++) {
    const first = (top + y) * frame.strideBytes + left * step;
    data.set(frame.data.subarray(first, first + width * step), y * width * step);
  }
  return { ...frame, width, height, strideBytes: width * step, data };
}

function input(frame: PixelFrame, interpolation: ResizeStep['interpolation'], antialias: boolean): number[] {
  const step: ResizeStep = { op: 'resize', size: { width: 12, height: 9 }, interpolation, antialias };
  const shape = { type: 'float32', layout: 'NCHW', width: 12, height: 9, channels: 3 } as const;
  const preprocessor = new Preprocessor(compilePixelProgram([step], 'RGB'), shape);
  preprocessor.fill(frame);
  return [...preprocessor.data];
}

describe('cropFrame', () => {
  it.each<PixelRect>([
    { left: 0, top: 0, width: 40, height: 30 },
    { left: 3, top: 5, width: 7, height: 20 },
    { left: 39, top: 29, width: 1, height: 1 },
    { left: 20, top: 0, width: 20, height: 2 },
  ])('is resized as a copy of it is, bit for bit: %o', (rect) => {
    for (const format of ['rgb24', 'bgra'] satisfies PixelFormat[]) {
      const frame = goldenFrame('noise', format);
      for (const interpolation of ['nearest', 'bilinear', 'bicubic', 'lanczos'] as const) {
        for (const antialias of [false, true]) {
          expect(input(cropFrame(frame, rect), interpolation, antialias)).toEqual(
            input(copied(frame, rect), interpolation, antialias),
          );
        }
      }
    }
  });
});
