import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choosePalette } from './palette.js';
import { anyPicture, colorAt, pictureOf } from './testing/pictures.js';

describe('choosePalette', () => {
  it('keeps colours that are few and far apart as they are', () => {
    const colors = [
      [0, 0, 0],
      [255, 3, 9],
      [250, 250, 250],
      [0, 0, 0],
    ];
    const { palette, indices } = choosePalette(pictureOf(2, colors, 3));
    const shown = Array.from(indices, (color) => [...palette.subarray(3 * color, 3 * color + 3)]);
    expect(shown).toEqual(colors);
    expect(palette).toHaveLength(9);
  });

  it('never has more colours than it may, and gives every pixel one of them', () => {
    fc.assert(
      fc.property(anyPicture, fc.integer({ min: 1, max: 256 }), (picture, most) => {
        const { palette, indices } = choosePalette(picture, most);
        const colors = palette.length / 3;
        expect(colors).toBeGreaterThanOrEqual(1);
        expect(colors).toBeLessThanOrEqual(most);
        expect(indices).toHaveLength(picture.width * picture.height);
        expect(Math.max(...indices)).toBeLessThan(colors);
      }),
      { numRuns: 40 },
    );
  });

  it('is at most a cell of the cube away where there are colours enough', () => {
    fc.assert(
      fc.property(anyPicture, (picture) => {
        const { palette, indices, width } = choosePalette(picture);
        // Fewer pixels than colours: none needs to share.
        indices.forEach((color, i) => {
          const wanted = colorAt(picture, i % width, Math.floor(i / width));
          wanted.forEach((level, channel) => {
            expect(Math.abs(palette[3 * color + channel]! - level)).toBeLessThan(8);
          });
        });
      }),
      { numRuns: 25 },
    );
  });

  it('shows a smooth ramp of more colours than it has with small steps', () => {
    const ramp = Array.from({ length: 4096 }, (_, i) => [i >> 4, 255 - (i >> 4), (7 * i) % 256]);
    const { palette, indices } = choosePalette(pictureOf(64, ramp));
    expect(palette).toHaveLength(768);
    const squares = ramp.flatMap((color, i) =>
      color.map((level, channel) => (palette[3 * indices[i]! + channel]! - level) ** 2),
    );
    const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length;
    // The web's cube of 6 x 6 x 6 has steps of 51: a mean of 51² / 12 = 217.
    expect(mean).toBeLessThan(50);
  });
});
