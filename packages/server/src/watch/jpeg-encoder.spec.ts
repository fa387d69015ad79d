import { probeImage } from '@farsight/media';
import type { RawFrame } from '@farsight/protocol';
import { expect, it } from 'vitest';
import { JpegEncoder } from './jpeg-encoder.js';

function rawFrame(width: number, height: number, byteLength = 3 * width * height): RawFrame {
  const raw = { format: 'rgb24', width, height, strideBytes: 3 * width } as const;
  const stamp = { streamId: 'test', index: 0, ptsUs: 0 };
  return { stamp, codec: 'raw', raw, data: new Uint8Array(byteLength).fill(90) };
}

it('makes a JPEG of raw pixels, nothing of what is none, and ends its thread', async () => {
  const encoder = new JpegEncoder();
  expect(encoder.running).toBe(false);
  const [good, bad] = await Promise.all([
    encoder.encode(rawFrame(31, 17)),
    encoder.encode(rawFrame(31, 17, 5)),
  ]);
  expect(probeImage(good!)).toMatchObject({ codec: 'jpeg', width: 31, height: 17 });
  expect(bad).toBeUndefined();
  const unfinished = encoder.encode(rawFrame(4000, 4000));
  await encoder.close();
  expect(encoder.running).toBe(false);
  // Undefined, or done just before the end.
  expect((await unfinished)?.length).not.toBe(0);
});
