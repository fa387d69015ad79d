import type { DrawMap, DrawMask, Rgb } from '@farsight/protocol';
import { forEachColumnSpan, maskBounds } from '@farsight/protocol/masks';

/** Pixels with alpha, and where their top left corner lies on the frame. */
export interface Picture {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, alpha; row by row. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** The part of a mask that is set; undefined where nothing is. */
export function maskPicture({ runs, width, height, color, opacity }: DrawMask): Picture | undefined {
  const bounds = maskBounds(runs, width, height);
  if (bounds === undefined) return undefined;
  const { x1: left, y1: top } = bounds;
  const size = { width: bounds.x2 - left, height: bounds.y2 - top };
  const words = new Uint32Array(size.width * size.height);
  const word = wordOf(color, opacity);
  forEachColumnSpan(runs, width, height, (x, from, to) => {
    for (let y = from - top; y < to - top; y++) words[y * size.width + x - left] = word;
  });
  return { left, top, ...size, rgba: new Uint8ClampedArray(words.buffer) };
}

/** All cells of a map; those without a colour are transparent. */
export function mapPicture({ width, height, indexes, palette, opacity }: DrawMap): Picture {
  const colors = palette.map((color) => wordOf(color, opacity));
  const words = new Uint32Array(width * height);
  for (let i = 0; i < words.length; i++) words[i] = colors[indexes[i] ?? -1] ?? 0;
  return { left: 0, top: 0, width, height, rgba: new Uint8ClampedArray(words.buffer) };
}

/** Four bytes in the order of memory: every machine with a browser is little-endian. */
function wordOf([red, green, blue]: Rgb, opacity: number): number {
  const alpha = Math.round(255 * Math.min(1, Math.max(0, opacity)));
  return ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
