import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kitty, kittyDelete } from './kitty.js';
import type { RgbPicture } from './rgb-picture.js';

interface Shown {
  readonly keys: Readonly<Record<string, string>>;
  readonly pixels: Buffer;
  readonly pieces: readonly string[];
}

/** Reads pictures as a terminal with kitty's protocol does. */
function shown(text: string): Shown {
  const commands = [...text.matchAll(/\x1b_G([^;\x1b]*);([A-Za-z0-9+/=]*)\x1b\\/g)];
  expect(commands.map(([all]) => all).join('')).toBe(text);
  const keysOf = (list = ''): Record<string, string> =>
    Object.fromEntries(list.split(',').map((pair) => pair.split('=') as [string, string]));
  const more = commands.map(([, keys]) => keysOf(keys).m);
  expect(more).toEqual(more.map((_, i) => (i < more.length - 1 ? '1' : '0')));
  const pieces = commands.map(([, , piece = '']) => piece);
  return {
    keys: keysOf(commands[0]?.[1]),
    pixels: inflateSync(Buffer.from(pieces.join(''), 'base64')),
    pieces,
  };
}

function noise(width: number, height: number, seed: number): RgbPicture {
  let state = seed;
  const next = (): number => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) >> 16;
  return {
    width,
    height,
    strideBytes: 3 * width,
    data: Uint8Array.from({ length: 3 * width * height }, next),
  };
}

describe('kitty', () => {
  it('hands over all pixels, in pieces that are not too long', () => {
    const size = fc.integer({ min: 1, max: 70 });
    fc.assert(
      fc.property(size, size, fc.nat(), (width, height, seed) => {
        const picture = noise(width, height, seed);
        const { keys, pixels, pieces } = shown(kitty(picture, { columns: 9, rows: 4 }));
        expect(keys).toMatchObject({
          a: 'T',
          f: '24',
          o: 'z',
          s: `${width}`,
          v: `${height}`,
          c: '9',
          r: '4',
        });
        expect(pixels.equals(picture.data)).toBe(true);
        const lengths = pieces.map(({ length }) => length);
        expect(Math.max(...lengths)).toBeLessThanOrEqual(4096);
        // Each piece but the last is whole bytes.
        expect(lengths.slice(0, -1).every((length) => length % 4 === 0)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it('replaces one picture again and again, does not ask for answers, and leaves the cursor alone', () => {
    const [first, second] = [1, 2].map(
      (seed) => shown(kitty(noise(40, 40, seed), { columns: 5, rows: 3 })).keys,
    );
    expect(first).toEqual(second);
    expect(first).toMatchObject({
      q: '2',
      C: '1',
      c: '5',
      r: '3',
      i: expect.stringMatching(/^[1-9]\d*$/) as string,
    });
    expect(kittyDelete).toBe(`\u001b_Ga=d,d=I,i=${first?.i},q=2\u001b\\`);
  });
});
