import type { PixelFrame, Rgb } from '@farsight/protocol';

/** Coordinates beyond this are as good as endless; frames are smaller, and sums stay exact. */
export const far = 1e6;

/** Moves a coordinate that is not on any frame to where numbers are still exact. */
export function near(value: number): number {
  return Math.min(far, Math.max(-far, value));
}

/** A stretch of a row, in source pixels: from `from` to `to`; nothing where `from` is not less. */
export interface Span {
  from: number;
  to: number;
}

/**
 * Fills a shape that has one stretch in every row: each pixel whose centre lies in it.
 *
 * @param rows - top and bottom of the shape, source pixels
 * @param stretch - sets the stretch of the row whose middle is at `y`
 */
export function fillConvex(
  { data, width, height, strideBytes }: PixelFrame,
  rows: Span,
  stretch: (y: number, span: Span) => void,
  [red, green, blue]: Rgb,
): void {
  const span: Span = { from: 0, to: 0 };
  const end = Math.min(height, Math.ceil(rows.to - 0.5));
  for (let y = Math.max(0, Math.ceil(rows.from - 0.5)); y < end; y++) {
    stretch(y + 0.5, span);
    const first = y * strideBytes + 3 * Math.max(0, Math.ceil(span.from - 0.5));
    const last = y * strideBytes + 3 * Math.min(width, Math.ceil(span.to - 0.5));
    for (let at = first; at < last; at += 3) {
      data[at] = red;
      data[at + 1] = green;
      data[at + 2] = blue;
    }
  }
}

/** Makes the span reach over `from` and `to` too. */
export function widen(span: Span, from: number, to: number): void {
  if (from < span.from) span.from = from;
  if (to > span.to) span.to = to;
}

/** Makes the span reach over the stretch of a circle at `y`. */
export function widenByCircle(span: Span, y: number, centreX: number, centreY: number, radius: number): void {
  const square = radius ** 2 - (y - centreY) ** 2;
  if (square < 0) return;
  const half = Math.sqrt(square);
  widen(span, centreX - half, centreX + half);
}
