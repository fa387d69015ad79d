import { overlay, type LabelsByTask, type Trails, type PixelFrame, type StreamItem } from '@farsight/client';
import { decodeFrame, paint } from '@farsight/media';

/** Only what the client itself sent comes back here: no stranger's limits. */
const maxPixels = 2 ** 30;

/**
 * An item's own frame in rgb24 with its results drawn. The caller disposes it.
 *
 * @param kept - the frame's pixels where the source kept them; they are drawn on
 * @param trails - where the stream's tracks were before
 */
export function paintedFrame(
  item: StreamItem,
  kept: PixelFrame | undefined,
  labels: LabelsByTask,
  trails: Trails,
): PixelFrame {
  const pixels = rgb24(kept ?? decodeFrame(item.image, { maxPixels }));
  paint(pixels, overlay(item.meta, labels, pixels, { trails }));
  return pixels;
}

/** Consumes the frame where it has to be made anew. */
function rgb24(pixels: PixelFrame): PixelFrame {
  if (pixels.format !== 'gray8') return pixels;
  using gray = pixels;
  const { width, height, strideBytes } = gray;
  const data = new Uint8Array(3 * width * height);
  for (let y = 0, to = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, to += 3) data.fill(gray.data[y * strideBytes + x] ?? 0, to, to + 3);
  }
  return { width, height, format: 'rgb24', strideBytes: 3 * width, data, [Symbol.dispose]: () => undefined };
}
