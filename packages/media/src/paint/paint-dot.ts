import type { DrawDot, PixelFrame } from '@farsight/protocol';
import { far, fillConvex, near, widenByCircle } from './spans.js';

/** Fills the pixels whose centre lies in the circle. */
export function paintDot(pixels: PixelFrame, { x, y, radius, color }: DrawDot): void {
  if (Number.isNaN(x + y + radius)) return;
  const [centreX, centreY] = [near(x), near(y)];
  const reach = Math.min(far, Math.max(0.5, radius));
  fillConvex(
    pixels,
    { from: centreY - reach, to: centreY + reach },
    (row, span) => {
      span.from = Infinity;
      span.to = -Infinity;
      widenByCircle(span, row, centreX, centreY, reach);
    },
    color,
  );
}
