import type { PixelFrame } from '@farsight/protocol';
import type { Yuv420 } from '../yuv420.js';

/**
 * What `convertVideo` does, as plainly as can be: OpenCV's cvtColor(COLOR_YUV2RGB_I420). Four pixels share their chroma, and
 * the factors have 20 bits (1.164, 2.018, -0.391, -0.813, 1.596).
 */
export function plainVideo({ y, u, v }: Yuv420, to: PixelFrame): void {
  const { width, height, data, strideBytes } = to;
  for (let row = 0; row < height; row++) {
    for (let x = 0, at = row * strideBytes; x < width; x++, at += 3) {
      const cb = u.data[(row >> 1) * u.stride + (x >> 1)]! - 128;
      const cr = v.data[(row >> 1) * v.stride + (x >> 1)]! - 128;
      const light = Math.max(0, y.data[row * y.stride + x]! - 16) * 1220542 + (1 << 19);
      data[at] = clamp((light + 1673527 * cr) >> 20);
      data[at + 1] = clamp((light - 409993 * cb - 852492 * cr) >> 20);
      data[at + 2] = clamp((light + 2116026 * cb) >> 20);
    }
  }
}

function clamp(value: number): number {
  return Math.min(255, Math.max(0, value));
}
