import { describe, expect, it } from 'vitest';
import { codecsFor } from './video-pictures.js';

describe('codecsFor', () => {
  it.each([
    [640, 480, ['avc1.42001f', 'vp09.00.31.08', 'vp8']],
    [1280, 720, ['avc1.42001f', 'vp09.00.31.08', 'vp8']],
    [1281, 720, ['avc1.420028', 'vp09.00.31.08', 'vp8']],
    [1920, 1080, ['avc1.420028', 'vp09.00.41.08', 'vp8']],
    [3840, 2160, ['avc1.420033', 'vp09.00.51.08', 'vp8']],
    [7680, 4320, ['vp09.00.61.08', 'vp8']],
    [20_000, 20_000, []],
  ])('has levels that %i × %i pixels fit into', (width, height, codecs) => {
    expect(codecsFor(width, height)).toEqual(codecs);
  });
});
