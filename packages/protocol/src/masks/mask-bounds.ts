import { forEachColumnSpan } from './mask-bitmap.js';

/** A rectangle of whole pixels: from `x1`, `y1` up to, but without, `x2`, `y2`. */
export interface PixelBounds {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** The smallest rectangle with all pixels of a mask that are set; undefined if none is. */
export function maskBounds(runs: Uint32Array, width: number, height: number): PixelBounds | undefined {
  let [x1, y1, x2, y2] = [width, height, 0, 0];
  forEachColumnSpan(runs, width, height, (x, top, bottom) => {
    x1 = Math.min(x1, x);
    x2 = x + 1;
    y1 = Math.min(y1, top);
    y2 = Math.max(y2, bottom);
  });
  return x1 < x2 ? { x1, y1, x2, y2 } : undefined;
}
