import type { PixelFrame } from '@farsight/protocol';
import { bytesPerPixel } from '@farsight/protocol';
import type { WarpTable } from './warp-table.js';

/**
 * OpenCV's `remap` with INTER_LINEAR and zeros outside, on 8 bits: a new frame of the same format. The four neighbours'
 * weights are multiples of 1/1024, so that 10 bits after the point are exact.
 */
export function warpFrame(frame: PixelFrame, { width, height, xs, ys }: WarpTable): PixelFrame {
  const { format, strideBytes, data: source } = frame;
  const step = bytesPerPixel[format];
  const lastX = frame.width - 1;
  const lastY = frame.height - 1;
  const data = new Uint8Array(width * height * step);
  for (let i = 0, to = 0; i < xs.length; i++, to += step) {
    const x = xs[i]! >> 5;
    const y = ys[i]! >> 5;
    if (x < -1 || y < -1 || x > lastX || y > lastY) continue;
    const right = xs[i]! & 31;
    const below = ys[i]! & 31;
    let a = (32 - right) * (32 - below);
    let b = right * (32 - below);
    let c = (32 - right) * below;
    let d = right * below;
    // Neighbours outside are 0: without weight they may be read at any place.
    if (x < 0) a = c = 0;
    if (x >= lastX) b = d = 0;
    if (y < 0) a = b = 0;
    if (y >= lastY) c = d = 0;
    const top = y < 0 ? 0 : y * strideBytes;
    const bottom = y >= lastY ? top : (y + 1) * strideBytes;
    const left = x < 0 ? 0 : x * step;
    const next = x >= lastX ? left : (x + 1) * step;
    for (let n = 0; n < step; n++) {
      const sum =
        source[top + left + n]! * a +
        source[top + next + n]! * b +
        source[bottom + left + n]! * c +
        source[bottom + next + n]! * d;
      data[to + n] = (sum + 512) >> 10;
    }
  }
  return { width, height, format, strideBytes: width * step, data, [Symbol.dispose]: () => undefined };
}
