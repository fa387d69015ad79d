import type { PixelFrame } from '@farsight/protocol';
import type { Plane } from './unpack.js';

/** Luma and the two chroma planes, these half as wide and high (rounded up); 8 bits, limited range. */
export interface Yuv420 {
  readonly y: Plane;
  readonly u: Plane;
  readonly v: Plane;
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

/**
 * Lossy WebP to `rgb24`, bit for bit as libwebp does by default: chroma interpolated with weights 9, 3, 3, 1 in
 * sixteenths (in two rounded steps, its upsampling.c), BT.601 with 14 bits of factors (its yuv.h).
 */
export function convertWebp({ y, u, v }: Yuv420, to: PixelFrame): void {
  const { width, height } = to;
  const cb = new Uint8Array(width);
  const cr = new Uint8Array(width);
  for (let row = 0; row < height; row++) {
    upsampleWebp(u, row, height, cb);
    upsampleWebp(v, row, height, cr);
    colourWebp(y.data.subarray(row * y.stride), cb, cr, to.data.subarray(row * to.strideBytes), width);
  }
}

/** One row of a chroma plane at full width. */
function upsampleWebp({ data, stride }: Plane, row: number, height: number, to: Uint8Array): void {
  const last = ((height + 1) >> 1) - 1;
  const own = row >> 1;
  const other = row & 1 ? Math.min(own + 1, last) : Math.max(own - 1, 0);
  const near = data.subarray(own * stride);
  const far = data.subarray(other * stride);
  const width = to.length;
  const end = (width + 1) >> 1;
  for (let x = 0; x < width; x++) {
    const a = x >> 1;
    const b = x & 1 ? a + 1 : a - 1;
    if (b < 0 || b >= end) {
      to[x] = (3 * near[a]! + far[a]! + 2) >> 2;
    } else {
      const beside = near[b]! + far[a]!;
      const mean = (near[a]! + far[b]! + 3 * beside + 8) >> 3;
      to[x] = (mean + near[a]!) >> 1;
    }
  }
}

function colourWebp(luma: Uint8Array, cb: Uint8Array, cr: Uint8Array, to: Uint8Array, width: number): void {
  for (let x = 0, at = 0; x < width; x++, at += 3) {
    const light = (luma[x]! * 19077) >> 8;
    const u = cb[x]!;
    const v = cr[x]!;
    to[at] = clamp((light + ((v * 26149) >> 8) - 14234) >> 6);
    to[at + 1] = clamp((light - ((u * 6419) >> 8) - ((v * 13320) >> 8) + 8708) >> 6);
    to[at + 2] = clamp((light + ((u * 33050) >> 8) - 17685) >> 6);
  }
}
