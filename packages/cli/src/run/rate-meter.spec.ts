import { describe, expect, it } from 'vitest';
import { RateMeter } from './rate-meter.js';

describe('RateMeter', () => {
  it('tells the rate of the last moments', () => {
    const meter = new RateMeter(1000);
    expect(meter.tick(0)).toBe(0);
    expect(meter.tick(100)).toBe(10);
    for (let ms = 200; ms <= 3000; ms += 50) meter.tick(ms);
    expect(meter.tick(3050)).toBeCloseTo(20, 5);
  });

  it('begins anew after a pause', () => {
    const meter = new RateMeter(1000);
    meter.tick(0);
    meter.tick(10);
    expect(meter.tick(60_000)).toBe(0);
  });
});
