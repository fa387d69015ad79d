import { describe, expect, it } from 'vitest';
import { stillFrame } from './still-frame.js';

describe('stillFrame', () => {
  it.each([
    ['jpeg', [0xff, 0xd8, 0xff, 0xe0]],
    ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]],
    ['webp', [...Buffer.from('RIFF1234WEBPVP8 ')]],
  ] as const)('recognises %s', (codec, bytes) => {
    const data = Uint8Array.from(bytes);
    const frame = stillFrame(data, { index: 7 });
    expect(frame).toEqual({ codec, data, stamp: { streamId: '', index: 7, ptsUs: 0 } });
    expect(frame.data).toBe(data);
  });

  it.each([[[]], [[0xff, 0xd8]], [[...Buffer.from('RIFF1234WAVE')]], [[0x42, 0x4d, 1, 2]]])(
    'refuses %j',
    (bytes) => {
      expect(() => stillFrame(Uint8Array.from(bytes))).toThrow(
        `Expected the bytes of a JPEG, PNG or WebP image but received ${bytes.length} bytes`,
      );
    },
  );
});
