import { forEachColumnSpan, type DrawMask, type PixelFrame } from '@farsight/protocol';
import { mixTable } from './mix.js';

/** Mixes the colour into the pixels of the mask that lie in the frame. */
export function paintMask(pixels: PixelFrame, { runs, width, height, color, opacity }: DrawMask): void {
  const table = mixTable(color, opacity);
  if (table === undefined) return;
  const [red, green, blue] = table;
  const { data, strideBytes } = pixels;
  forEachColumnSpan(runs, width, height, (x, top, bottom) => {
    if (x >= pixels.width) return;
    const end = Math.min(bottom, pixels.height) * strideBytes;
    for (let at = top * strideBytes + 3 * x; at < end; at += strideBytes) {
      data[at] = red[data[at] ?? 0] ?? 0;
      data[at + 1] = green[data[at + 1] ?? 0] ?? 0;
      data[at + 2] = blue[data[at + 2] ?? 0] ?? 0;
    }
  });
}
