import { describe, expect, it } from 'vitest';
import { FrameRate } from './frame-rate.js';

describe('FrameRate', () => {
  it('has none before the second frame, and follows the latest thirty', () => {
    const rate = new FrameRate();
    expect(rate.perSecond).toBeUndefined();
    rate.add(1000);
    expect(rate.perSecond).toBeUndefined();
    rate.add(1100);
    expect(rate.perSecond).toBeCloseTo(10);
    for (let i = 1; i <= 40; i += 1) rate.add(1100 + 40 * i);
    expect(rate.perSecond).toBeCloseTo(25);
  });
});
