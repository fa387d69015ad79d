import type { PixelFrame, Rgb } from '@farsight/protocol';

/** A rectangle of whole pixels: from `x1`, `y1` up to, but without, `x2`, `y2`. May lie anywhere. */
export interface PixelRect {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** The part of a rectangle that lies in the frame; undefined if there is none. */
export function clip({ width, height }: PixelFrame, { x1, y1, x2, y2 }: PixelRect): PixelRect | undefined {
  const inside = {
    x1: Math.max(0, x1),
    y1: Math.max(0, y1),
    x2: Math.min(width, x2),
    y2: Math.min(height, y2),
  };
  return inside.x1 < inside.x2 && inside.y1 < inside.y2 ? inside : undefined;
}

/** Fills a rectangle of rgb24 pixels; what lies outside the frame is left out. */
export function fill(pixels: PixelFrame, rect: PixelRect, [red, green, blue]: Rgb): void {
  const inside = clip(pixels, rect);
  if (inside === undefined) return;
  const { data, strideBytes } = pixels;
  const first = inside.y1 * strideBytes + 3 * inside.x1;
  const end = inside.y1 * strideBytes + 3 * inside.x2;
  for (let at = first; at < end; at += 3) {
    data[at] = red;
    data[at + 1] = green;
    data[at + 2] = blue;
  }
  for (let y = inside.y1 + 1; y < inside.y2; y++) {
    data.copyWithin(first + (y - inside.y1) * strideBytes, first, end);
  }
}
