import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImageHeader } from './headers/image-header.js';
import { probeImage } from './probe-image.js';
import { goldenFile, goldens } from './testing/goldens.js';

/** One of each header there is, small. */
const samples = [
  'exif-6.jpg',
  'exif-7.jpg',
  'progressive-420.jpg',
  'exif-6.png',
  'palette-16.png',
  'exif-6.webp',
  'lossy.webp',
  'lossless.webp',
  'rgb.bmp',
  'orientation-6.tiff',
];

function expectSane(header: ImageHeader | undefined): void {
  if (header === undefined) return;
  const { width, height, orientation } = header;
  expect(Number.isInteger(width) && width >= 1 && width < 2 ** 32).toBe(true);
  expect(Number.isInteger(height) && height >= 1 && height < 2 ** 32).toBe(true);
  expect([1, 2, 3, 4, 5, 6, 7, 8]).toContain(orientation);
}

function textBytes(text: string): number[] {
  return [...Buffer.from(text, 'latin1')];
}

describe('probeImage', () => {
  it.each(goldens)('finds format and size of $file', ({ file, width, height }) => {
    const header = probeImage(goldenFile(file));
    expect(header?.codec).toBe(file.endsWith('.jpg') ? 'jpeg' : file.split('.').at(-1));
    const upright = (header?.orientation ?? 0) < 5;
    expect(header).toMatchObject(upright ? { width, height } : { width: height, height: width });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('finds EXIF orientation %i, in either byte order', (orientation) => {
    expect(probeImage(goldenFile(`exif-${orientation}.jpg`))?.orientation).toBe(orientation);
  });

  it.each(['exif-6.png', 'exif-6.webp', 'orientation-6.tiff'])('finds the orientation of %s', (file) => {
    expect(probeImage(goldenFile(file))?.orientation).toBe(6);
  });

  it('takes an orientation out of range for upright', () => {
    const data = goldenFile('exif-6.jpg');
    const at = Buffer.from(data).indexOf(Buffer.from([0x12, 0x01, 3, 0, 1, 0, 0, 0, 6]));
    data[at + 8] = 9;
    expect(at).toBeGreaterThan(0);
    expect(probeImage(data)).toMatchObject({ codec: 'jpeg', orientation: 1 });
  });

  it('reads a BMP with the 12-byte header of OS/2', () => {
    const data = Uint8Array.from([...textBytes('BM'), ...Array<number>(12).fill(0), 12, 0, 0, 0, 7, 0, 5, 0]);
    expect(probeImage(data)).toEqual({ codec: 'bmp', width: 7, height: 5, orientation: 1 });
  });

  it('says nothing about images without pixels', () => {
    const png = goldenFile('rgb.png');
    png.fill(0, 16, 20);
    expect(probeImage(png)).toBeUndefined();
    const jpeg = goldenFile('baseline-420.jpg');
    const frame = Buffer.from(jpeg).indexOf(Buffer.from([0xff, 0xc0, 0, 17]));
    jpeg.fill(0, frame + 5, frame + 9);
    expect(probeImage(jpeg)).toBeUndefined();
  });

  it.each(['', 'GIF89a', '<svg/>', 'RIFF\0\0\0\0WAVE', '\xff\xd8'])('says nothing about %j', (text) => {
    expect(probeImage(Uint8Array.from(textBytes(text)))).toBeUndefined();
  });

  it.each(samples)('says nothing or something sane about every beginning of %s', (file) => {
    const data = goldenFile(file);
    for (let length = 0; length <= data.length; length++) expectSane(probeImage(data.subarray(0, length)));
  });

  it.each(samples)('says nothing or something sane about %s with any byte changed', (file) => {
    const data = goldenFile(file);
    const byte = fc.integer({ min: 0, max: 255 });
    const at = fc.integer({ min: 0, max: Math.min(data.length, 700) - 1 });
    fc.assert(
      fc.property(fc.array(fc.tuple(at, byte), { minLength: 1, maxLength: 8 }), (changes) => {
        const changed = data.slice();
        for (const [where, value] of changes) changed[where] = value;
        expectSane(probeImage(changed));
      }),
      { numRuns: 500 },
    );
  });

  it('says nothing or something sane about random bytes behind any magic', () => {
    const magics = ['', '\xff\xd8\xff', '\x89PNG\r\n\x1a\n', 'RIFF....WEBPVP8X', 'BM', 'II*\0', 'MM\0*'];
    fc.assert(
      fc.property(fc.constantFrom(...magics), fc.uint8Array({ maxLength: 300 }), (magic, rest) => {
        expectSane(probeImage(Uint8Array.from([...textBytes(magic), ...rest])));
      }),
      { numRuns: 2000 },
    );
  });
});
