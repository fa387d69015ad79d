import { describe, expect, it } from 'vitest';
import { SlidingSum } from './sliding-sum.js';

describe('SlidingSum', () => {
  it('gives the rate of what came in the last five seconds', () => {
    let now = 0;
    const sum = new SlidingSum(() => now);
    for (; now < 20_000; now += 40) sum.add(1);
    expect(sum.perSecond()).toBeCloseTo(25, 0);
    now += 2_500;
    expect(sum.perSecond()).toBeLessThan(15);
    now += 60_000;
    expect(sum.perSecond()).toBe(0);
  });

  it('knows the rate of a stream that has just begun, and calls one frame no flood', () => {
    let now = 123_456;
    const sum = new SlidingSum(() => now);
    sum.add(1);
    expect(sum.perSecond()).toBe(2);
    for (let i = 1; i < 30; i += 1) {
      now += 100;
      sum.add(1);
    }
    expect(sum.perSecond()).toBeGreaterThan(9);
    expect(sum.perSecond()).toBeLessThan(11);
  });
});
