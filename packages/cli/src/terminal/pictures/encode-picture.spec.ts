import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePicture, type PictureArea } from './encode-picture.js';
import { anyPicture, pictureOf } from './testing/pictures.js';
import { readSixel } from './testing/read-sixel.js';

const count = fc.integer({ min: 1, max: 40 });
const anyRoom = fc.record({ columns: count, rows: count, cell: fc.record({ width: count, height: count }) });
const area = (
  graphics: PictureArea['graphics'],
  room: Omit<PictureArea, 'graphics' | 'colors'>,
): PictureArea => ({
  ...room,
  graphics,
  colors: '24-bit',
});
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

describe('encodePicture', () => {
  it('never draws sixels over the edge of its area, not with a whole band', () => {
    fc.assert(
      fc.property(anyPicture, anyRoom, (picture, room) => {
        const { width, bands } = readSixel(text(encodePicture(picture, area('sixel', room))));
        expect(width).toBeLessThanOrEqual(room.columns * room.cell.width);
        // Less than a band there is not.
        expect(6 * bands).toBeLessThanOrEqual(Math.max(6, room.rows * room.cell.height));
      }),
      { numRuns: 30 },
    );
  });

  it('lets kitty fill the area in one direction, in the shape of the picture', () => {
    const room = { columns: 10, rows: 10, cell: { width: 5, height: 10 } };
    const wide = pictureOf(4, new Array<number[]>(4).fill([1, 2, 3]));
    const tall = pictureOf(1, new Array<number[]>(4).fill([1, 2, 3]));
    expect(text(encodePicture(wide, area('kitty', room)))).toMatch(/,s=4,v=1,.*c=10,r=1,/);
    expect(text(encodePicture(tall, area('kitty', room)))).toMatch(/,s=1,v=4,.*c=5,r=10,/);
  });

  it('bounds what it sends, however large the screen is', () => {
    const large = pictureOf(1200, new Array<number[]>(1200 * 3).fill([1, 2, 3]));
    const room = { columns: 400, rows: 100, cell: { width: 10, height: 20 } };
    expect(text(encodePicture(large, area('kitty', room)))).toMatch(/,s=1000,v=3,/);
    expect(readSixel(text(encodePicture(large, area('sixel', room)))).width).toBe(1000);
  });

  it('fills the area with blocks, two pixels a character', () => {
    fc.assert(
      fc.property(anyPicture, anyRoom, (picture, room) => {
        const shown = Buffer.from(encodePicture(picture, area('blocks', room))).toString();
        const lines = shown.split(/\x1b\[\d+;1H/).slice(1);
        expect(lines.length).toBeLessThanOrEqual(room.rows);
        for (const line of lines) expect(line.split('▀').length - 1).toBeLessThanOrEqual(room.columns);
      }),
      { numRuns: 20 },
    );
  });
});
