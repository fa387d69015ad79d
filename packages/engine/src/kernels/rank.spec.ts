import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankByScore } from './rank.js';

describe('rankByScore', () => {
  it('ranks by falling score, equal scores by rising index', () => {
    expect([...rankByScore(Float32Array.of(0.1, 0.9, 0.5, 0.9, 0), 5, 5)]).toEqual([1, 3, 2, 0, 4]);
  });

  it('looks at the first `count` and returns at most `limit`', () => {
    expect([...rankByScore(Float32Array.of(0.1, 0.9, 0.5, 0.99), 3, 2)]).toEqual([1, 2]);
  });

  it('agrees with a comparing sort for all floats from 0', () => {
    const score = fc.float({ min: 0, noNaN: true, noDefaultInfinity: true }).map(Math.abs);
    fc.assert(
      fc.property(fc.array(score, { maxLength: 60 }), (values) => {
        const scores = Float32Array.from(values);
        const expected = values.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b);
        expect([...rankByScore(scores, values.length, values.length)]).toEqual(expected);
      }),
    );
  });

  it('refuses more scores than it can tell apart', () => {
    expect(() => rankByScore(new Float32Array(0), 2 ** 21 + 1, 1)).toThrow(/at most 2097152 scores/);
  });
});
