import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DrawCommand, DrawList, DrawRect, PixelFrame, Rgb } from '@farsight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeImage } from '../image/decode-image.js';
import { encodePng } from '../image/encode-png.js';
import { createPixelFrame } from '../pixels/pixel-frame.js';
import { paint } from './paint.js';

const red: Rgb = [255, 0, 0];
const white: Rgb = [255, 255, 255];

/** A grey frame; rows may have padding, which nobody may touch. */
function grey(width: number, height: number, padding = 0): PixelFrame {
  const strideBytes = 3 * width + padding;
  return createPixelFrame(
    { width, height, format: 'rgb24', strideBytes },
    new Uint8Array(strideBytes * height).fill(100),
  );
}

function rect(box: DrawRect['box'], lineWidth = 1): DrawCommand {
  return { op: 'rect', box, color: red, lineWidth };
}

function text(
  label: string,
  x: number,
  y: number,
  height = 16,
  anchor: 'top' | 'bottom' = 'top',
): DrawCommand {
  return { op: 'text', text: label, x, y, height, anchor, color: white, background: [0, 0, 160] };
}

/** The frame as text: `#` where it was painted. */
function shape(pixels: PixelFrame): string[] {
  return Array.from({ length: pixels.height }, (_row, y) =>
    Array.from({ length: pixels.width }, (_column, x) =>
      pixels.data[y * pixels.strideBytes + 3 * x] === 100 ? '.' : '#',
    ).join(''),
  );
}

/** The pixels of a label: they tell letters apart, which a shape, with the background behind them, does not. */
function inked(label: string): string {
  using pixels = grey(120, 32);
  paint(pixels, [text(label, 0, 0, 32)]);
  return Buffer.from(pixels.data).toString('base64');
}

function painted(width: number, height: number, list: DrawList): string[] {
  using pixels = grey(width, height);
  paint(pixels, list);
  return shape(pixels);
}

describe('paint: outlines', () => {
  it('draws the edge of a box', () => {
    expect(painted(6, 5, [rect([1.5, 1.5, 4.5, 3.5])])).toEqual([
      '......',
      '.####.',
      '.#..#.',
      '.####.',
      '......',
    ]);
  });

  it('draws wide lines centred on the edge', () => {
    expect(painted(9, 7, [rect([2, 2, 7, 5], 2)])).toEqual([
      '.........',
      '.#######.',
      '.#######.',
      '.##...##.',
      '.#######.',
      '.#######.',
      '.........',
    ]);
  });

  it('cuts a box off at the borders of the frame', () => {
    expect(painted(4, 4, [rect([-10, -10, 2.5, 2.5])])).toEqual(['..#.', '..#.', '###.', '....']);
  });

  it('is equal to testing every pixel against the outline', () => {
    const place = fc.integer({ min: -12, max: 24 }).map((value) => value / 2);
    fc.assert(
      fc.property(place, place, place, place, fc.integer({ min: 1, max: 5 }), (x1, y1, x2, y2, line) => {
        const near = (from: number): number => Math.round(from - line / 2);
        const [left, right] = [near(Math.min(x1, x2)), near(Math.max(x1, x2)) + line];
        const [top, bottom] = [near(Math.min(y1, y2)), near(Math.max(y1, y2)) + line];
        const twin = Array.from({ length: 9 }, (_row, y) =>
          Array.from({ length: 11 }, (_column, x) => {
            const outside = x < left || x >= right || y < top || y >= bottom;
            const hole = x >= left + line && x < right - line && y >= top + line && y < bottom - line;
            return outside || hole ? '.' : '#';
          }).join(''),
        );
        expect(painted(11, 9, [rect([x1, y1, x2, y2], line)])).toEqual(twin);
      }),
    );
  });
});

describe('paint: text', () => {
  it('fills a background of the height asked for, above or below', () => {
    const rows = (lines: string[]): number[] => lines.flatMap((line, y) => (line.includes('#') ? [y] : []));
    expect(rows(painted(60, 40, [text('a', 0, 10, 12)]))).toEqual(
      Array.from({ length: 12 }, (_, i) => 10 + i),
    );
    expect(rows(painted(60, 40, [text('a', 0, 30, 12, 'bottom')]))).toEqual(
      Array.from({ length: 12 }, (_, i) => 18 + i),
    );
  });

  it('moves a label left that would run over the right edge, until it starts at the left one', () => {
    const width = (lines: string[]): [number, number] => [lines[0]!.indexOf('#'), lines[0]!.lastIndexOf('#')];
    expect(width(painted(100, 20, [text('person', 90, 0)]))[1]).toBe(99);
    expect(width(painted(30, 20, [text('person', 20, 0)]))).toEqual([0, 29]);
  });

  it('shows a box for every character that is not in the font', () => {
    const box = inked('\ufffd');
    expect(['\u{1f600}', '日', 'ع', '\u0007', '\ud800'].map(inked)).toEqual(new Array<string>(5).fill(box));
    expect(inked('x')).not.toBe(box);
  });

  it.each([
    ['Łódź Čeština Őrült Ğüneş Șțăâî Ñandú Ærø œuvre', 'Latin'],
    ['Αθήνα Ώρα ΐ', 'Greek'],
    ['Київ Ґрунт Ёлка Љубљана', 'Cyrillic'],
  ])('has the letters of %s', (words) => {
    const letters = [...new Set(words.replaceAll(' ', ''))].map(inked);
    expect(letters).not.toContain(inked('\ufffd'));
    expect(letters).not.toContain(inked(' '));
    expect(new Set(letters).size).toBe(letters.length);
  });

  it('draws a letter with its accent however they are written', () => {
    expect(inked('Žluť'.normalize('NFD'))).toBe(inked('Žluť'));
    expect(inked('Žluť')).not.toBe(inked('Zlut'));
  });

  it('draws letters that differ, and the same at each call', () => {
    using first = grey(300, 20);
    using second = grey(300, 20);
    paint(first, [text('8B0OIl1 äÄ€…', 0, 0)]);
    paint(second, [text('8B0OIl1 äÄ€…', 0, 0)]);
    expect(second.data).toEqual(first.data);
    const letters = Array.from('8B0OIl1äÄ€…', inked);
    expect(new Set(letters).size).toBe(11);
  });

  it('keeps the weight of a letter at every size', () => {
    const cover = (height: number): number => {
      using pixels = grey(2 * height + 20, height);
      paint(pixels, [{ ...text('W', 0, 0, height), background: [0, 0, 0] } as DrawCommand]);
      const ink = pixels.data.reduce((sum, value, i) => sum + (i % 3 === 0 && value !== 100 ? value : 0), 0);
      return ink / 255 / (height * 0.8) ** 2;
    };
    const reference = cover(60);
    for (const height of [10, 12, 16, 24, 48, 96]) {
      expect(Math.abs(cover(height) / reference - 1)).toBeLessThan(0.08);
    }
  });
});

describe('paint: anything', () => {
  const number = fc.oneof(
    fc.double({ noDefaultInfinity: false }),
    fc.integer({ min: -50, max: 50 }),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, -1e300),
  );
  const command = fc.oneof(
    fc
      .record({ x1: number, y1: number, x2: number, y2: number, lineWidth: number })
      .map(({ x1, y1, x2, y2, lineWidth }) => rect([x1, y1, x2, y2], lineWidth)),
    fc
      .record({ label: fc.string({ unit: 'binary', maxLength: 6 }), x: number, y: number, height: number })
      .map(({ label, x, y, height }) => text(label, x, y, Math.min(height, 64), 'bottom')),
  );

  it('is safe to draw, and never touches the padding of rows', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 5 }), (list) => {
        using pixels = grey(17, 13, 5);
        paint(pixels, list);
        for (let y = 0; y < 13; y++) {
          const end = (y + 1) * pixels.strideBytes;
          expect([...pixels.data.subarray(end - 5, end)]).toEqual([100, 100, 100, 100, 100]);
        }
      }),
    );
  });

  it('draws nothing where a coordinate is no number', () => {
    const nothing = painted(9, 9, []);
    expect(
      painted(9, 9, [rect([Number.NaN, 1, 5, 5]), text('a', Number.NaN, 1), text('a', 1, 1, 0)]),
    ).toEqual(nothing);
  });

  it('fills the frame under an endless line, and leaves it under an endless box', () => {
    expect(painted(3, 2, [rect([1, 1, 2, 2], Infinity)])).toEqual(['###', '###']);
  });

  it('takes rgb24 only', () => {
    const layout = { width: 1, height: 1, format: 'rgba', strideBytes: 4 } as const;
    using pixels = createPixelFrame(layout, new Uint8Array(4));
    expect(() => paint(pixels, [])).toThrow('Expected rgb24 pixels for painting but received rgba.');
  });
});

describe('paint: as a whole', () => {
  it('looks as it always did', () => {
    const path = join(import.meta.dirname, 'goldens/labels.png');
    using pixels = grey(240, 120);
    paint(pixels, [
      rect([20.4, 40.2, 110.7, 110.6], 3),
      text('person 0.87', 19, 39, 20, 'bottom'),
      rect([130, 60, 236, 116], 2),
      text('Größe 12 % · gjpqy', 129, 59, 14, 'bottom'),
      text('over the right edge', 200, 4, 16),
      text('?✗', 4, 4, 24),
    ]);
    if (process.env.UPDATE_GOLDENS === '1') writeFileSync(path, encodePng(pixels));
    using golden = decodeImage(readFileSync(path), { maxPixels: 1e6 });
    expect(Buffer.compare(pixels.data, golden.data)).toBe(0);
  });
});
