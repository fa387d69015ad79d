import { bytesPerPixel, type PixelFrame } from '@farsight/protocol';
import type { Orientation } from '../image/headers/image-header.js';
import { allocatePixels } from './pixel-memory.js';

/** Rows of the result written together: their source columns share cache lines. */
const bandRows = 32;

/** Where the result's pixel (x, y) comes from: byte `start + x * stepX + y * stepY` of the source. */
interface Walk {
  readonly start: number;
  readonly stepX: number;
  readonly stepY: number;
}

function walkOf(orientation: Orientation, pixels: PixelFrame): Walk {
  const { width, height, strideBytes: row, format } = pixels;
  const pixel = bytesPerPixel[format];
  const right = (width - 1) * pixel;
  const bottom = (height - 1) * row;
  const walks: Readonly<Record<Orientation, Walk>> = {
    1: { start: 0, stepX: pixel, stepY: row },
    2: { start: right, stepX: -pixel, stepY: row },
    3: { start: right + bottom, stepX: -pixel, stepY: -row },
    4: { start: bottom, stepX: pixel, stepY: -row },
    5: { start: 0, stepX: row, stepY: pixel },
    6: { start: bottom, stepX: -row, stepY: pixel },
    7: { start: right + bottom, stepX: -row, stepY: -pixel },
    8: { start: right, stepX: row, stepY: -pixel },
  };
  return walks[orientation];
}

/**
 * Turns a stored picture upright: 2 and 4 mirror it, 3, 6 and 8 rotate it (by 180°, 90° and 270° clockwise), 5 and 7 do
 * both. Consumes `pixels`; upright ones are returned as they are.
 */
export function orient(pixels: PixelFrame, orientation: Orientation): PixelFrame {
  if (orientation === 1) return pixels;
  const { width, height, format } = pixels;
  const swaps = orientation >= 5;
  const result = allocatePixels(swaps ? height : width, swaps ? width : height, format);
  const walk = walkOf(orientation, pixels);
  if (format === 'gray8') copyGrey(pixels.data, result, walk);
  else copyColour(pixels.data, result, walk, bytesPerPixel[format]);
  pixels[Symbol.dispose]();
  return result;
}

function copyGrey(from: Uint8Array, result: PixelFrame, { start, stepX, stepY }: Walk): void {
  const { width, height, data } = result;
  for (let band = 0; band < height; band += bandRows) {
    const end = Math.min(band + bandRows, height);
    for (let x = 0; x < width; x++) {
      for (let y = band; y < end; y++) data[y * width + x] = from[start + x * stepX + y * stepY]!;
    }
  }
}

function copyColour(
  from: Uint8Array,
  result: PixelFrame,
  { start, stepX, stepY }: Walk,
  pixel: number,
): void {
  const { width, height, data } = result;
  for (let band = 0; band < height; band += bandRows) {
    const end = Math.min(band + bandRows, height);
    for (let x = 0; x < width; x++) {
      for (let y = band; y < end; y++) {
        const at = start + x * stepX + y * stepY;
        const to = (y * width + x) * pixel;
        data[to] = from[at]!;
        data[to + 1] = from[at + 1]!;
        data[to + 2] = from[at + 2]!;
        if (pixel === 4) data[to + 3] = from[at + 3]!;
      }
    }
  }
}
