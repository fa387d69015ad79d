import type { PixelFrame } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { allocatePixels } from './pixel-memory.js';
import { unpackBits, unpackPalette, unpackPixels, unpackShort } from './unpack.js';

function filled(
  width: number,
  height: number,
  format: 'rgb24' | 'gray8',
  fill: (to: PixelFrame) => void,
): number[] {
  using pixels = allocatePixels(width, height, format);
  fill(pixels);
  return [...pixels.data];
}

describe('unpackPixels', () => {
  it.each([
    ['rgb', 3, [0, 1, 2], [1, 2, 3, 4, 5, 6]],
    ['bgr', 3, [2, 1, 0], [3, 2, 1, 6, 5, 4]],
    ['argb', 4, [1, 2, 3], [2, 3, 4, 6, 7, 8]],
    ['16 bits, upper byte first', 6, [0, 2, 4], [1, 3, 5, 7, 9, 11]],
    ['16 bits, lower byte first', 6, [1, 3, 5], [2, 4, 6, 8, 10, 12]],
  ] as const)('reads %s', (_, step, offsets, expected) => {
    // Two rows of one pixel, 7 bytes apart: pixels count from 1 and go on in the second row.
    const data = Uint8Array.from({ length: 14 }, (_unused, i) => (i < 7 ? i + 1 : i - 6 + step));
    expect(filled(1, 2, 'rgb24', (to) => unpackPixels({ data, stride: 7 }, { step, offsets }, to))).toEqual(
      expected,
    );
  });

  it('reads grey, alone and beside alpha', () => {
    const data = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    const grey = (step: number, offset: number): number[] =>
      filled(2, 2, 'gray8', (to) => unpackPixels({ data, stride: 4 }, { step, offsets: [offset] }, to));
    expect(grey(1, 0)).toEqual([1, 2, 5, 6]);
    expect(grey(2, 0)).toEqual([1, 3, 5, 7]);
    expect(grey(2, 1)).toEqual([2, 4, 6, 8]);
  });
});

describe('unpackPalette', () => {
  it('looks colours up, blue first', () => {
    const palette = new Uint8Array(1024);
    palette.set([30, 20, 10, 255], 4);
    palette.set([3, 2, 1, 0], 1020);
    const plane = { data: Uint8Array.of(1, 255, 9, 0, 1), stride: 3 };
    expect(filled(2, 2, 'rgb24', (to) => unpackPalette(plane, palette, to))).toEqual([
      10, 20, 30, 1, 2, 3, 0, 0, 0, 10, 20, 30,
    ]);
  });
});

describe('unpackBits', () => {
  it.each([
    [255, [255, 0, 255, 0, 0, 0, 0, 255, 255]],
    [0, [0, 255, 0, 255, 255, 255, 255, 0, 0]],
  ] as const)('reads the first pixel from the highest bit, ones as %i', (ones, expected) => {
    const plane = { data: Uint8Array.of(0b1010_0001, 0b1000_0000), stride: 2 };
    expect(filled(9, 1, 'gray8', (to) => unpackBits(plane, ones, to))).toEqual(expected);
  });
});

describe('unpackShort', () => {
  it.each([
    [5, [0xff, 0x7f], [248, 248, 248]],
    [5, [0x00, 0x7c], [248, 0, 0]],
    [5, [0x20, 0x00], [0, 8, 0]],
    [6, [0x20, 0x00], [0, 4, 0]],
    [6, [0x00, 0xf8], [248, 0, 0]],
    [6, [0x1f, 0x00], [0, 0, 248]],
  ] as const)('reads pixels with %i bits of green', (greenBits, bytes, expected) => {
    const plane = { data: Uint8Array.from(bytes), stride: 2 };
    expect(filled(1, 1, 'rgb24', (to) => unpackShort(plane, greenBits, to))).toEqual(expected);
  });
});
