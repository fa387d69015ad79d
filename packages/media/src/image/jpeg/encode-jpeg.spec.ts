import { type PixelFormat, type PixelFrame } from '@farsight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPixelFrame } from '../../pixels/pixel-frame.js';
import { decodeImage } from '../decode-image.js';
import { goldenFile } from '../testing/goldens.js';
import { decodeJpeg } from './decode-jpeg.js';
import { encodeJpeg } from './encode-jpeg.js';

const limits = { maxPixels: 1_000_000 };

/** A frame made of a function of place and channel, rows 5 bytes longer than needed. */
function frameOf(
  width: number,
  height: number,
  format: PixelFormat,
  value: (x: number, y: number, channel: number) => number,
): PixelFrame {
  const bytes = { gray8: 1, rgb24: 3, bgr24: 3, rgba: 4, bgra: 4 }[format];
  const strideBytes = width * bytes + 5;
  const data = new Uint8Array(strideBytes * (height - 1) + width * bytes);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < bytes; c++) {
        const channel = format.startsWith('bgr') && c < 3 ? 2 - c : c;
        data[y * strideBytes + x * bytes + c] = value(x, y, channel);
      }
    }
  }
  return createPixelFrame({ width, height, format, strideBytes }, data);
}

const slope = (x: number, y: number, channel: number): number => 30 + x * 2 + y * 2 + channel * 30;

describe('encodeJpeg', () => {
  for (const quality of [5, 90, 100]) {
    it.each(['4:2:0', '4:4:4'] as const)(`writes OpenCV's bytes at quality ${quality}, %s`, (subsampling) => {
      using pixels = decodeImage(goldenFile('rgb.png'), limits);
      const expected = goldenFile(`encoded-${quality}-${subsampling.replaceAll(':', '')}.jpg`);
      expect(Buffer.compare(encodeJpeg(pixels, { quality, subsampling }), expected)).toBe(0);
    });
  }

  it("writes OpenCV's bytes for grey pictures", () => {
    using pixels = decodeImage(goldenFile('grey.png'), limits);
    expect(Buffer.compare(encodeJpeg(pixels, { quality: 75 }), goldenFile('encoded-grey-75.jpg'))).toBe(0);
  });

  it.each(['bgr24', 'rgba', 'bgra'] as const)('writes the same for %s as for rgb24', (format) => {
    using rgb = frameOf(21, 18, 'rgb24', slope);
    using other = frameOf(21, 18, format, slope);
    expect(encodeJpeg(other, { quality: 80 })).toEqual(encodeJpeg(rgb, { quality: 80 }));
  });

  it('stays near the picture for every size up to 34x34', () => {
    const side = fc.integer({ min: 1, max: 34 });
    const formats = fc.constantFrom<PixelFormat>('rgb24', 'gray8');
    const subsampling = fc.constantFrom<'4:2:0' | '4:4:4'>('4:2:0', '4:4:4');
    fc.assert(
      fc.property(side, side, formats, subsampling, (width, height, format, chroma) => {
        using pixels = frameOf(width, height, format, slope);
        using back = decodeJpeg(encodeJpeg(pixels, { quality: 95, subsampling: chroma }));
        expect(back).toMatchObject({ width, height, format });
        const bytes = format === 'gray8' ? 1 : 3;
        for (let i = 0; i < width * height * bytes; i++) {
          const x = Math.floor(i / bytes) % width;
          const y = Math.floor(i / bytes / width);
          expect(Math.abs(back.data[i]! - slope(x, y, i % bytes))).toBeLessThanOrEqual(6);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('writes noise at full quality, whose codes are longest', () => {
    let state = 1;
    const noise = (): number => (state = (state * 48_271) % 0x7fff_ffff) & 255;
    using pixels = frameOf(64, 64, 'rgb24', noise);
    using back = decodeJpeg(encodeJpeg(pixels, { quality: 100, subsampling: '4:4:4' }));
    const differences = [...back.data].map((value, i) => {
      const row = Math.floor(i / 192);
      return Math.abs(value - pixels.data[row * pixels.strideBytes + (i % 192)]!);
    });
    expect(Math.max(...differences)).toBeLessThanOrEqual(4);
  });

  it.each([0, 101, 50.5, Number.NaN])('refuses quality %d', (quality) => {
    using pixels = frameOf(1, 1, 'gray8', () => 0);
    expect(() => encodeJpeg(pixels, { quality })).toThrow(`JPEG quality but received ${quality}.`);
  });

  it('refuses sides that JPEG cannot hold', () => {
    using pixels = createPixelFrame(
      { width: 1, height: 65_536, format: 'gray8', strideBytes: 1 },
      new Uint8Array(65_536),
    );
    expect(() => encodeJpeg(pixels, { quality: 90 })).toThrow('65536');
  });
});
