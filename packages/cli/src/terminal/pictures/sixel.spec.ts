import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choosePalette } from './palette.js';
import { sixel } from './sixel.js';
import { anyPicture, pictureOf } from './testing/pictures.js';
import { readSixel } from './testing/read-sixel.js';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

describe('sixel', () => {
  it('writes bands of six rows, a colour over the other, runs counted', () => {
    const palette = Uint8Array.of(255, 0, 0, 0, 51, 255);
    const row = (indices: string): number[] => Array.from(indices, Number);
    const rows = ['0000011', '0000000', '0000000', '0000000', '0000000', '0000000', '1111111'];
    const indices = Uint8Array.from(rows.flatMap(row));
    expect(text(sixel({ width: 7, height: 7, palette, indices }))).toBe(
      '\u001bP0;1q"1;1;7;7#0;2;100;0;0#1;2;0;20;100#0!5~}}$#1!5?@@-#1!7@\u001b\\',
    );
  });

  it('shows every pixel in its colour, whatever the size', () => {
    fc.assert(
      fc.property(anyPicture, fc.integer({ min: 1, max: 256 }), (picture, most) => {
        const indexed = choosePalette(picture, most);
        const { width, height, pixels, bands } = readSixel(text(sixel(indexed)));
        expect([width, height, bands]).toEqual([
          picture.width,
          picture.height,
          Math.ceil(picture.height / 6),
        ]);
        for (let y = 0; y < height; y += 1) {
          for (let x = 0; x < width; x += 1) {
            const at = 3 * indexed.indices[y * width + x]!;
            const color = [...indexed.palette.subarray(at, at + 3)];
            expect(pixels[y]![x]).toBe(color.map((level) => Math.round(level / 2.55)).join(';'));
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('writes runs of every length', () => {
    for (let run = 1; run <= 9; run += 1) {
      const colors = Array.from({ length: 12 }, (_, i) => (i < run ? [255, 255, 255] : [0, 0, 0]));
      const { pixels } = readSixel(text(sixel(choosePalette(pictureOf(12, colors)))));
      expect(pixels[0]).toEqual(colors.map(([level]) => (level === 255 ? '100;100;100' : '0;0;0')));
    }
  });
});
