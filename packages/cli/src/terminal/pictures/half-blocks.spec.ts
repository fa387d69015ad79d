import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { halfBlocks } from './half-blocks.js';
import { anyPicture, colorAt, pictureOf } from './testing/pictures.js';

/** The colours of each character, as a terminal would have them. */
function shown(text: string): string[][] {
  const lines: string[][] = [];
  let [color, rest] = ['', text];
  while (rest !== '') {
    const token = /^(?:\x1b\[(\d+);1H|\x1b\[([\d;]+)m|(▀))/.exec(rest);
    if (token === null) throw new Error(`Not expected: ${JSON.stringify(rest.slice(0, 20))}`);
    const [all, line, style, block] = token;
    rest = rest.slice(all.length);
    if (line !== undefined) lines[Number(line) - 1] = [];
    if (style !== undefined) color = style;
    if (block !== undefined) lines.at(-1)?.push(color);
  }
  return lines;
}

describe('halfBlocks', () => {
  it('puts two pixels into each character', () => {
    const picture = pictureOf(1, [[255, 0, 0], [0, 0, 255]]); // prettier-ignore
    expect(halfBlocks(picture, '24-bit')).toBe('\u001b[1;1H\u001b[38;2;255;0;0;48;2;0;0;255m▀\u001b[0m');
  });

  it('shows every pixel, and the last row twice where their number is odd', () => {
    fc.assert(
      fc.property(anyPicture, (picture) => {
        const lines = shown(halfBlocks(picture, '24-bit'));
        expect(lines).toHaveLength(Math.ceil(picture.height / 2));
        lines.forEach((line, i) => {
          expect(line).toEqual(
            Array.from({ length: picture.width }, (_, x) => {
              const below = Math.min(picture.height - 1, 2 * i + 1);
              return `38;2;${colorAt(picture, x, 2 * i).join(';')};48;2;${colorAt(picture, x, below).join(';')}`;
            }),
          );
        });
      }),
      { numRuns: 30 },
    );
  });

  it('takes the nearest colour of the palette of 256', () => {
    const levels = [0, 95, 135, 175, 215, 255];
    const palette = Array.from({ length: 240 }, (_, i) =>
      i < 216
        ? [levels[Math.floor(i / 36)]!, levels[Math.floor(i / 6) % 6]!, levels[i % 6]!]
        : new Array<number>(3).fill(8 + 10 * (i - 216)),
    );
    const channel = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.tuple(channel, channel, channel), (color) => {
        const distance = (other: readonly number[]): number =>
          other.reduce((sum, level, i) => sum + (level - color[i]!) ** 2, 0);
        const [text = ''] = shown(halfBlocks(pictureOf(1, [color]), '256'))[0] ?? [];
        const [, number] = /^38;5;(\d+);48;5;\1$/.exec(text) ?? [];
        const least = Math.min(...palette.map(distance));
        expect(distance(palette[Number(number) - 16]!)).toBe(least);
      }),
      { numRuns: 500 },
    );
  });
});
