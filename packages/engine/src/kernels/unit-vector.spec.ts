import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitVector } from './unit-vector.js';

describe('unitVector', () => {
  it('keeps the direction and makes the length 1', () => {
    expect([...unitVector(Float32Array.of(3, -4))]).toEqual([...Float32Array.of(0.6, -0.8)]);
  });

  it.each([[[0, 0]], [[NaN, 1]], [[1, NaN, 1]], [[Infinity, 1]], [[1, -Infinity]], [[]]])(
    'gives zeros for %j',
    (values) => {
      expect([...unitVector(Float32Array.from(values))]).toEqual(values.map(() => 0));
    },
  );

  it('has length 1 whatever the sizes of the values', () => {
    const values = fc.float32Array({ minLength: 1, maxLength: 20, noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(values, (vector) => {
        const length = Math.hypot(...unitVector(vector));
        expect(length).toBeCloseTo(vector.some((value) => value !== 0) ? 1 : 0, 5);
      }),
    );
  });
});
