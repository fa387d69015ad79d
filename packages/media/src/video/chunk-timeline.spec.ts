import { AV_NOPTS_VALUE } from 'node-av/constants';
import { expect, it } from 'vitest';
import { ChunkTimeline } from './chunk-timeline.js';

const timeBase = { num: 1, den: 1000 };
const frameRate = { num: 25, den: 1 };

/** Times of chunks; the first of each list is a key frame. */
function place(...lists: readonly (readonly bigint[])[]): number[] {
  const timeline = new ChunkTimeline(timeBase, frameRate);
  return lists.flatMap((list) => list.map((ticks, at) => timeline.next(ticks, at === 0)));
}

it('counts from the first key frame, in the order of decoding', () => {
  expect(place([500n, 620n, 540n, 580n])).toEqual([0, 120_000, 40_000, 80_000]);
});

it('lets pictures be shown before the first key frame', () => {
  expect(place([500n, 460n])).toEqual([0, -40_000]);
});

it('takes a missing time for a frame later than the latest', () => {
  expect(place([0n, 120n, 40n, AV_NOPTS_VALUE])).toEqual([0, 120_000, 40_000, 160_000]);
  expect(place([AV_NOPTS_VALUE, AV_NOPTS_VALUE])).toEqual([0, 40_000]);
});

it('goes on where the count starts again', () => {
  expect(place([9000n, 9120n, 9040n], [0n, 120n, 40n])).toEqual([
    0, 120_000, 40_000, 160_000, 280_000, 200_000,
  ]);
});

it('gives a chunk that repeats a time the time of one frame', () => {
  expect(place([0n, 0n, 0n, 120n])).toEqual([0, 40_000, 80_000, 120_000]);
});

it('goes on where the count jumps between key frames', () => {
  expect(place([90_000n, 90_040n, 80_000n, 80_040n])).toEqual([0, 40_000, 80_000, 120_000]);
  const timeline = new ChunkTimeline(timeBase, frameRate, 6_000_000);
  expect([0n, 40n, 5040n, 3_600_000n].map((ticks, at) => timeline.next(ticks, at === 0))).toEqual([
    0, 40_000, 5_040_000, 5_080_000,
  ]);
});
