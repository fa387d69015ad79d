import { readFileSync } from 'node:fs';
import type { PixelFormat, PixelFrame } from '@farsight/protocol';
import { bytesPerPixel } from '@farsight/protocol';

interface GoldenImage {
  readonly width: number;
  readonly height: number;
  readonly offset: number;
}

const folder = new URL('../../../goldens/', import.meta.url);
/** Pictures and values of `goldens.json`. */
export const goldenBytes = readFileSync(new URL('goldens.bin', folder));
const { images } = JSON.parse(readFileSync(new URL('goldens.json', folder), 'utf8')) as {
  images: Readonly<Record<string, GoldenImage>>;
};

/** The picture in some format, with bytes between the rows that must not be read. */
export function goldenFrame(name: string, format: PixelFormat): PixelFrame {
  const { width, height, offset } = images[name]!;
  const step = bytesPerPixel[format];
  const strideBytes = width * step + 5;
  const data = new Uint8Array(strideBytes * height).fill(201);
  const swapped = format.startsWith('bgr');
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        const value = goldenBytes[offset + (y * width + x) * 3 + c]!;
        data[y * strideBytes + x * step + (swapped ? 2 - c : c)] = value;
      }
    }
  }
  return { width, height, format, strideBytes, data, [Symbol.dispose]: () => undefined };
}
