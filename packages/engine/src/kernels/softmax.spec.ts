import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areProbabilities, softmax } from './softmax.js';

/** The formula as it is written in books. */
function plainSoftmax(values: readonly number[]): number[] {
  const powers = values.map((value) => Math.exp(value));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

describe('softmax', () => {
  it('agrees with the formula', () => {
    const values = fc.array(fc.integer({ min: -200, max: 200 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(values, (tenths) => {
        const logits = tenths.map((value) => value / 10);
        const expected = plainSoftmax(logits);
        const actual = softmax(Float32Array.from(logits));
        expected.forEach((value, i) => {
          expect(actual[i]).toBeCloseTo(value, 5);
        });
      }),
    );
  });

  it('does not overflow', () => {
    expect([...softmax(Float32Array.of(1000, 1000, -1000))]).toEqual([0.5, 0.5, 0]);
  });

  it('gives an infinite logit everything and what is not a number nothing', () => {
    expect([...softmax(Float32Array.of(1, Infinity, 2))]).toEqual([0, 1, 0]);
    expect([...softmax(Float32Array.of(3, NaN, 3))]).toEqual([0.5, NaN, 0.5]);
    expect([...softmax(Float32Array.of(NaN, NaN))]).toEqual([NaN, NaN]);
    expect([...softmax(Float32Array.of(-Infinity, 0))]).toEqual([0, 1]);
  });
});

describe('areProbabilities', () => {
  it('wants values from 0 to 1 that sum to 1', () => {
    expect(areProbabilities(Float32Array.of(0.25, 0.75, 0))).toBe(true);
    expect(areProbabilities(Float32Array.of(0.25, 0.745))).toBe(true);
    expect(areProbabilities(Float32Array.of(0.5, 0.9))).toBe(false);
    expect(areProbabilities(Float32Array.of(1.5, -0.5))).toBe(false);
    expect(areProbabilities(Float32Array.of(1, NaN))).toBe(false);
  });
});
