import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { PixelFrame } from '@farsight/protocol';
import { decodeImage } from './decode-image.js';

// Made by packages/media/goldens/make_goldens.py with OpenCV.
const folder = new URL('../../goldens/images/', import.meta.url);

interface Golden {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  /** Largest difference allowed; 0 where absent. */
  readonly tolerance?: number;
}

const goldens = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as Golden[];

/** The pixels as packed RGB. */
function rgb({ data, format }: PixelFrame): Uint8Array {
  expect(['rgb24', 'gray8']).toContain(format);
  return format === 'rgb24'
    ? data
    : Uint8Array.from({ length: 3 * data.length }, (_, i) => data[Math.floor(i / 3)]!);
}

function largestDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

describe('decodeImage gives the pixels that OpenCV gives', () => {
  it.each(goldens)('$file', ({ file, width, height, tolerance = 0 }) => {
    using pixels = decodeImage(readFileSync(new URL(file, folder)), { maxPixels: 100_000 });
    expect(pixels).toMatchObject({ width, height });
    const expected = gunzipSync(readFileSync(new URL(`${file}.gz`, folder)));
    expect(largestDifference(rgb(pixels), expected)).toBeLessThanOrEqual(tolerance);
  });
});
