import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fairness, percentile } from './statistics.js';

describe('percentile', () => {
  it('is the nearest rank', () => {
    const values = [15, 20, 35, 40, 50];
    expect([5, 30, 40, 50, 100].map((percent) => percentile(values, percent))).toEqual([15, 20, 20, 35, 50]);
    expect(percentile([], 50)).toBe(0);
  });

  it('has at least so many values at or below it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer(), { minLength: 1 }),
        fc.integer({ min: 1, max: 100 }),
        (values, percent) => {
          const sorted = values.sort((a, b) => a - b);
          const limit = percentile(sorted, percent);
          const below = sorted.filter((value) => value <= limit).length;
          expect(below).toBeGreaterThanOrEqual((percent / 100) * sorted.length);
        },
      ),
    );
  });
});

describe('fairness', () => {
  it('is 1 for equal shares and 1/n where one has all', () => {
    expect(fairness([5, 5, 5])).toBe(1);
    expect(fairness([9, 0, 0])).toBeCloseTo(1 / 3, 12);
    expect(fairness([0, 0])).toBe(1);
  });
});
