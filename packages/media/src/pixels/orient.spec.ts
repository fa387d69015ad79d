import type { PixelFrame } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { orient } from './orient.js';
import { allocatePixels } from './pixel-memory.js';

/** A picture of letters, one a pixel; the first byte of a colour pixel is the letter. */
function pictureOf(rows: readonly string[], format: 'gray8' | 'rgb24' | 'rgba'): PixelFrame {
  const pixels = allocatePixels(rows[0]!.length, rows.length, format);
  const bytes = format === 'gray8' ? 1 : format === 'rgb24' ? 3 : 4;
  Buffer.from(rows.join('')).forEach((letter, i) => {
    for (let byte = 0; byte < bytes; byte++) pixels.data[i * bytes + byte] = letter + byte;
  });
  return pixels;
}

function lettersOf({ data, width, height, strideBytes }: PixelFrame): string[] {
  const bytes = strideBytes / width;
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => {
      const at = y * strideBytes + x * bytes;
      for (let byte = 1; byte < bytes; byte++) expect(data[at + byte]).toBe(data[at]! + byte);
      return String.fromCharCode(data[at]!);
    }).join(''),
  );
}

/** How `abc / def` is stored upright, after EXIF 2.32 section 4.6.4: the sides that row 0 and column 0 are. */
const upright = {
  1: ['abc', 'def'], // row 0 top, column 0 left
  2: ['cba', 'fed'], // top, right
  3: ['fed', 'cba'], // bottom, right
  4: ['def', 'abc'], // bottom, left
  5: ['ad', 'be', 'cf'], // left, top
  6: ['da', 'eb', 'fc'], // right, top
  7: ['fc', 'eb', 'da'], // right, bottom
  8: ['cf', 'be', 'ad'], // left, bottom
} as const;

describe('orient', () => {
  for (const format of ['gray8', 'rgb24', 'rgba'] as const) {
    it.each([1, 2, 3, 4, 5, 6, 7, 8] as const)(
      `stands ${format} of orientation %i upright`,
      (orientation) => {
        using turned = orient(pictureOf(['abc', 'def'], format), orientation);
        expect(turned).toMatchObject({ format });
        expect(lettersOf(turned)).toEqual(upright[orientation]);
      },
    );
  }

  it('turns pictures higher than one band back and forth', () => {
    const rows = Array.from({ length: 70 }, (_, y) => String.fromCharCode(48 + (y % 64), 50 + (y % 61)));
    using back = orient(orient(pictureOf(rows, 'rgb24'), 6), 8);
    expect(lettersOf(back)).toEqual(rows);
  });

  it('consumes what it was given', () => {
    const pixels = pictureOf(['ab'], 'gray8');
    using turned = orient(pixels, 2);
    expect(() => pixels.data).toThrow('disposed');
    expect(lettersOf(turned)).toEqual(['ba']);
  });
});
