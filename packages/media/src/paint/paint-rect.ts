import type { DrawRect, PixelFrame } from '@farsight/protocol';
import { fill } from './fill.js';
import { far, near } from './spans.js';

/**
 * Draws an outline centred on the box's edge. Its edges are moved to whole pixels: crisp, and as wide on all four sides.
 */
export function paintRect(pixels: PixelFrame, { box, color, lineWidth }: DrawRect): void {
  if (box.some(Number.isNaN)) return;
  const [left = 0, top = 0, right = 0, bottom = 0] = box.map(near);
  const line = Math.min(far, Math.max(1, Math.round(Number.isNaN(lineWidth) ? 1 : lineWidth)));
  const x1 = Math.round(Math.min(left, right) - line / 2);
  const y1 = Math.round(Math.min(top, bottom) - line / 2);
  const x2 = Math.round(Math.max(left, right) - line / 2) + line;
  const y2 = Math.round(Math.max(top, bottom) - line / 2) + line;
  fill(pixels, { x1, y1, x2, y2: y1 + line }, color);
  fill(pixels, { x1, y1: y2 - line, x2, y2 }, color);
  fill(pixels, { x1, y1: y1 + line, x2: x1 + line, y2: y2 - line }, color);
  fill(pixels, { x1: x2 - line, y1: y1 + line, x2, y2: y2 - line }, color);
}
