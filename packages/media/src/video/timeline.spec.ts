import fc from 'fast-check';
import { AV_NOPTS_VALUE } from 'node-av/constants';
import { describe, expect, it } from 'vitest';
import { Timeline } from './timeline.js';

const place = (ticks: readonly bigint[], frameRate = { num: 25, den: 1 }): number[] => {
  const timeline = new Timeline({ num: 1, den: 1000 }, frameRate);
  return ticks.map((tick) => timeline.next(tick));
};

describe('Timeline', () => {
  it('counts from the first frame', () => {
    expect(place([500n, 540n, 600n, 601n])).toEqual([0, 40_000, 100_000, 101_000]);
  });

  it('gives a frame without a stamp the time of one frame', () => {
    expect(place([AV_NOPTS_VALUE, AV_NOPTS_VALUE, 1000n, 1040n])).toEqual([0, 40_000, 80_000, 120_000]);
    expect(place([AV_NOPTS_VALUE, AV_NOPTS_VALUE], { num: 30_000, den: 1001 })).toEqual([0, 33_367]);
  });

  it('gives a frame that repeats a stamp the time of one frame, and stays in step', () => {
    expect(place([7n, 7n, 7n])).toEqual([0, 40_000, 80_000]);
    expect(place([0n, 40n, 40n, 80n, 120n])).toEqual([0, 40_000, 80_000, 80_001, 120_000]);
  });

  it('puts a stamp that is a little behind right after the last, and stays in step', () => {
    expect(place([0n, 40n, 80n, 60n, 120n])).toEqual([0, 40_000, 80_000, 80_001, 120_000]);
  });

  it('goes on by one frame where the count starts again', () => {
    expect(place([90_000n, 90_040n, 90_080n, 92_080n, 0n, 40n])).toEqual([
      0, 40_000, 80_000, 2_080_000, 2_120_000, 2_160_000,
    ]);
  });

  it('takes stamps that stay behind for a new count', () => {
    expect(place([1000n, 1040n, 600n, 640n, 680n, 720n, 760n])).toEqual([
      0, 40_000, 40_001, 40_002, 40_003, 80_003, 120_003,
    ]);
  });

  it('takes a stamp further ahead than any can be for a new count, where there is a longest gap', () => {
    const timeline = new Timeline({ num: 1, den: 1000 }, { num: 25, den: 1 }, 6_000_000);
    const hour = 3_600_000n;
    expect([0n, 40n, 5040n, hour, hour + 40n].map((tick) => timeline.next(tick))).toEqual([
      0, 40_000, 5_040_000, 5_080_000, 5_120_000,
    ]);
    expect(place([0n, hour])).toEqual([0, 3_600_000_000]);
  });

  it('grows whatever the stamps are', () => {
    const stamp = fc.oneof(fc.bigInt({ min: -(2n ** 33n), max: 2n ** 33n }), fc.constant(AV_NOPTS_VALUE));
    fc.assert(
      fc.property(fc.array(stamp), (stamps) => {
        const times = place(stamps);
        times.slice(1).forEach((time, i) => expect(time).toBeGreaterThan(times[i]!));
      }),
    );
  });
});
