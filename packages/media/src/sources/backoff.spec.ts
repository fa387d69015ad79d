import { describe, expect, it } from 'vitest';
import { Backoff } from './backoff.js';

describe('Backoff', () => {
  it('doubles up to half a minute, and starts anew once something was reached', () => {
    const backoff = new Backoff(() => 1);
    const waits = Array.from({ length: 8 }, () => backoff.nextMs());
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    backoff.reset();
    expect(backoff.nextMs()).toBe(500);
  });

  it('is random, and at least half of the longest', () => {
    const values = [0, 0.5];
    const backoff = new Backoff(() => values.shift()!);
    expect([backoff.nextMs(), backoff.nextMs()]).toEqual([250, 750]);
  });
});
