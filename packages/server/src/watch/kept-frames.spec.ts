import { expect, it } from 'vitest';
import { frameOf } from '../testing/results.js';
import { KeptFrames } from './kept-frames.js';

it('keeps copies until they are taken, and forgets those that came before', () => {
  const kept = new KeptFrames();
  const frame = { ...frameOf(7), data: Buffer.from([1, 2, 3]) };
  for (const index of [5, 6]) kept.keep(frameOf(index));
  kept.keep(frame);
  kept.keep(frameOf(4));
  frame.data.fill(0);
  expect(kept.take(9)).toBeUndefined();
  expect(kept.take(7)).toEqual({ ...frame, data: Uint8Array.of(1, 2, 3) });
  // It came before the one that was taken.
  expect(kept.take(6)).toBeUndefined();
  expect(kept.take(4)).toEqual(frameOf(4));
});

it('is bounded by number and by bytes, and keeps the newest whatever its size', () => {
  const many = new KeptFrames();
  for (let index = 0; index < 65; index += 1) many.keep(frameOf(index));
  expect([many.take(0), many.take(1)]).toEqual([undefined, frameOf(1)]);
  const large = new KeptFrames();
  for (let index = 0; index < 3; index += 1) large.keep(frameOf(index, 30 * 2 ** 20));
  expect(large.take(0)).toBeUndefined();
  expect(large.take(1)?.data.length).toBe(30 * 2 ** 20);
  large.keep(frameOf(3, 65 * 2 ** 20));
  expect(large.take(2)).toBeUndefined();
  expect(large.take(3)?.data.length).toBe(65 * 2 ** 20);
});
