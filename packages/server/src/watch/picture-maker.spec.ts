import { probeImage } from '@farsight/media';
import type { RawFrame } from '@farsight/protocol';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { frameOf } from '../testing/results.js';
import { PictureMaker } from './picture-maker.js';

function rawFrame(width: number, height: number, byteLength = 3 * width * height): RawFrame {
  const raw = { format: 'rgb24', width, height, strideBytes: 3 * width } as const;
  const stamp = { streamId: 'test', index: 0, ptsUs: 0 };
  return { stamp, codec: 'raw', raw, data: new Uint8Array(byteLength).fill(90) };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

it('makes a JPEG of raw pixels, nothing of what is none, and leaves images as they came', async () => {
  const pictures = new PictureMaker(80);
  const [good, bad, image] = await Promise.all([
    pictures.make(rawFrame(31, 17)),
    pictures.make(rawFrame(31, 17, 5)),
    pictures.make(frameOf(3)),
  ]);
  expect(probeImage(good!.data)).toMatchObject({ codec: 'jpeg', width: 31, height: 17 });
  expect(bad).toBeUndefined();
  expect(image).toEqual(frameOf(3));
});

it('holds memory only while it is used', async () => {
  const pictures = new PictureMaker(80);
  await pictures.make(frameOf(0));
  expect(pictures.busy).toBe(false);
  await pictures.make(rawFrame(8, 8));
  vi.advanceTimersByTime(1900);
  await pictures.make(rawFrame(8, 8));
  vi.advanceTimersByTime(1900);
  expect(pictures.busy).toBe(true);
  vi.advanceTimersByTime(200);
  expect(pictures.busy).toBe(false);
  expect(await pictures.make(rawFrame(8, 8))).toBeDefined();
  vi.runAllTimers();
});
