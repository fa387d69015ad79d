import { expect, it } from 'vitest';
import { rawByteLength, rawPlanes, type RawLayout } from './frame.js';

it('has one plane for packed pixels, whose last row ends with its pixels', () => {
  const layout: RawLayout = { format: 'rgb24', width: 5, height: 3, strideBytes: 16 };
  expect(rawPlanes(layout)).toEqual([{ offset: 0, rows: 3, rowBytes: 15, strideBytes: 16 }]);
  expect(rawByteLength(layout)).toBe(2 * 16 + 15);
});

it('has the planes of yuv420p one behind the other, those of the chroma half as large, rounded up', () => {
  const layout: RawLayout = { format: 'yuv420p', width: 5, height: 3, strideBytes: 7 };
  expect(rawPlanes(layout)).toEqual([
    { offset: 0, rows: 3, rowBytes: 5, strideBytes: 7 },
    { offset: 21, rows: 2, rowBytes: 3, strideBytes: 4 },
    { offset: 29, rows: 2, rowBytes: 3, strideBytes: 4 },
  ]);
  expect(rawByteLength(layout)).toBe(37);
});
