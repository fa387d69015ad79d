import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topK } from './topk.js';

describe('topK', () => {
  it('agrees with a sort, for largest and smallest', () => {
    const values = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constant(NaN)), { maxLength: 30 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 12 }), fc.boolean(), (numbers, k, largest) => {
        const floats = Float32Array.from(numbers);
        const expected = numbers
          .map((_, i) => i)
          .filter((i) => !Number.isNaN(numbers[i]))
          .sort((a, b) => (largest ? floats[b]! - floats[a]! : floats[a]! - floats[b]!) || a - b)
          .slice(0, k);
        expect([...topK(floats, k, largest)]).toEqual(expected);
      }),
    );
  });

  it('orders infinities', () => {
    expect([...topK(Float32Array.of(1, Infinity, -Infinity), 3)]).toEqual([1, 0, 2]);
  });
});
