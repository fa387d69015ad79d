import { describe, expect, it } from 'vitest';
import { frameFromImage } from './compat-frame.js';

const stamp = { streamId: 's', index: 0, ptsUs: 0 };

function image(
  channels: number,
  colorFormat = '',
  byteLength = 4 * 2 * channels,
): Parameters<typeof frameFromImage>[0] {
  return { width: 4, height: 2, channels, colorFormat, image: new Uint8Array(byteLength) };
}

describe('frameFromImage', () => {
  it.each([
    [3, '', 'rgb24'],
    [4, '', 'rgba'],
    [1, '', 'gray8'],
    [3, 'RGB', 'rgb24'],
    [3, 'BGR', 'bgr24'],
    [4, 'RGBA', 'rgba'],
    [4, 'BGRA', 'bgra'],
    [1, 'GRAY', 'gray8'],
    [3, 'bgr', 'bgr24'],
  ])('reads %i channels of %j as %s', (channels, colorFormat, format) => {
    const frame = frameFromImage(image(channels, colorFormat), stamp);
    expect(frame).toMatchObject({
      codec: 'raw',
      raw: { format, width: 4, height: 2, strideBytes: 4 * channels },
    });
  });

  it.each([
    ['no image', undefined],
    ['two channels', image(2)],
    ['a colour format nobody knows', image(3, 'YUYV')],
    ['a byte too few', image(3, '', 23)],
    ['a format that does not fit its bytes', image(3, 'RGBA')],
    ['no width', { width: 0, height: 2, channels: 3, colorFormat: '', image: new Uint8Array() }],
    ['a negative height', { width: 4, height: -2, channels: 3, colorFormat: '', image: new Uint8Array(24) }],
  ])('refuses %s', (_, given) => {
    expect(() => frameFromImage(given, stamp)).toThrow(
      expect.objectContaining({ code: 'INVALID_FRAME' }) as Error,
    );
  });
});
