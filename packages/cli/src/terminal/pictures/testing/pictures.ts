import fc from 'fast-check';
import type { RgbPicture } from '../rgb-picture.js';

/** A picture of these colours, with so many bytes after each row that are no pixels. */
export function pictureOf(width: number, colors: readonly (readonly number[])[], padding = 0): RgbPicture {
  const height = colors.length / width;
  const strideBytes = 3 * width + padding;
  const data = new Uint8Array(strideBytes * height).fill(99);
  colors.forEach((color, i) => data.set(color, Math.floor(i / width) * strideBytes + 3 * (i % width)));
  return { width, height, strideBytes, data };
}

const channel = fc.integer({ min: 0, max: 255 });

/** Any small picture, rows padded or not. */
export const anyPicture = fc
  .tuple(fc.integer({ min: 1, max: 17 }), fc.integer({ min: 1, max: 15 }), fc.integer({ min: 0, max: 5 }))
  .chain(([width, height, padding]) =>
    fc
      .array(fc.tuple(channel, channel, channel), { minLength: width * height, maxLength: width * height })
      .map((colors) => pictureOf(width, colors, padding)),
  );

/** Red, green and blue of a pixel. */
export function colorAt({ data, strideBytes }: RgbPicture, x: number, y: number): number[] {
  return [...data.subarray(y * strideBytes + 3 * x, y * strideBytes + 3 * x + 3)];
}
