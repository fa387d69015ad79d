import { describe, expect, it } from 'vitest';
import type { PixelFrame } from '@farsight/protocol';
import { decodeImage } from './decode-image.js';
import { goldenFile, goldenPixels, goldens } from './testing/goldens.js';

/** The pixels as packed RGB. */
function rgb({ data, format }: PixelFrame): Uint8Array {
  expect(['rgb24', 'gray8']).toContain(format);
  if (format === 'rgb24') return data;
  return Uint8Array.from({ length: 3 * data.length }, (_, i) => data[Math.floor(i / 3)]!);
}

function largestDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

describe('decodeImage gives the pixels that OpenCV gives', () => {
  it.each(goldens)('$file', ({ file, width, height, tolerance = 0 }) => {
    using pixels = decodeImage(goldenFile(file), { maxPixels: 100_000 });
    expect(pixels).toMatchObject({ width, height });
    expect(largestDifference(rgb(pixels), goldenPixels(file))).toBeLessThanOrEqual(tolerance);
  });

  it('whatever was decoded before', () => {
    // From the last to the first: no decoder may keep anything of another picture.
    for (const { file, tolerance = 0 } of goldens.toReversed()) {
      using pixels = decodeImage(goldenFile(file), { maxPixels: 100_000 });
      expect(largestDifference(rgb(pixels), goldenPixels(file)), `${file} after others`).toBeLessThanOrEqual(
        tolerance,
      );
    }
  });
});
