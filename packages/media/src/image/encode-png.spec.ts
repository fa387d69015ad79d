import type { PixelFormat } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { createPixelFrame } from '../pixels/pixel-frame.js';
import { decodeImage } from './decode-image.js';
import { encodePng } from './encode-png.js';
import { probeImage } from './probe-image.js';
import { goldenFile, goldenPixels } from './testing/goldens.js';

const limits = { maxPixels: 100_000 };

/** A 3 × 2 picture of one red and five other pixels, rows padded by 4 bytes. */
const colours = [
  [255, 0, 0, 9],
  [1, 2, 3, 8],
  [200, 100, 50, 7],
  [0, 0, 0, 6],
  [255, 255, 255, 5],
  [17, 34, 51, 4],
] as const;

function bytesOf(format: PixelFormat): number[] {
  const order = { rgb24: [0, 1, 2], bgr24: [2, 1, 0], rgba: [0, 1, 2, 3], bgra: [2, 1, 0, 3], gray8: [0] }[
    format
  ];
  const padding = [0, 0, 0, 0];
  return colours.flatMap((colour, i) => [
    ...order.map((channel) => colour[channel]!),
    ...(i === 2 ? padding : []),
  ]);
}

describe('encodePng', () => {
  it.each(['rgb24', 'bgr24', 'rgba', 'bgra', 'gray8'] as const)('keeps every colour of %s', (format) => {
    const data = Uint8Array.from(bytesOf(format));
    const strideBytes = (data.length - 4) / 2 + 4;
    using pixels = createPixelFrame({ width: 3, height: 2, format, strideBytes }, data);
    using back = decodeImage(encodePng(pixels), limits);
    const expected =
      format === 'gray8' ? colours.map(([red]) => red) : colours.flatMap(([r, g, b]) => [r, g, b]);
    expect([...back.data]).toEqual(expected);
  });

  it('keeps alpha', () => {
    using pixels = createPixelFrame(
      { width: 1, height: 1, format: 'rgba', strideBytes: 4 },
      Uint8Array.of(1, 2, 3, 4),
    );
    const png = Buffer.from(encodePng(pixels));
    expect(png.readUInt8(25)).toBe(6); // the colour type with alpha
  });

  it('gives back a whole picture', () => {
    using pixels = decodeImage(goldenFile('rgb.png'), limits);
    const png = encodePng(pixels);
    expect(probeImage(png)).toEqual({ codec: 'png', width: 29, height: 23, orientation: 1 });
    using back = decodeImage(png, limits);
    expect(Buffer.compare(back.data, goldenPixels('rgb.png'))).toBe(0);
    // The filter earns its time: far smaller than the pixels.
    expect(png.length).toBeLessThan(29 * 23 * 3);
  });
});
