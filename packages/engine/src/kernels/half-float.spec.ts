import { describe, expect, it } from 'vitest';
import { floatFromHalf, halfFromFloat, halfValues } from './half-float.js';

describe('half floats', () => {
  it('come back as the bits they were, all of them', () => {
    const changed = Array.from({ length: 65536 }, (_, bits) => bits).filter((bits) => {
      const value = floatFromHalf(bits);
      return !Number.isNaN(value) && halfFromFloat(value) !== bits;
    });
    expect(changed).toEqual([]);
  });

  it('are the nearest, ties to even', () => {
    expect(halfFromFloat(1)).toBe(0x3c00);
    expect(halfFromFloat(-2)).toBe(0xc000);
    expect(halfFromFloat(1 / 3)).toBe(0x3555);
    // Between 2048 and 2050, and between 2050 and 2052.
    expect(floatFromHalf(halfFromFloat(2049))).toBe(2048);
    expect(floatFromHalf(halfFromFloat(2051))).toBe(2052);
    expect(floatFromHalf(halfFromFloat(65519))).toBe(65504);
    expect(halfFromFloat(65520)).toBe(0x7c00);
    expect(halfFromFloat(2 ** -25)).toBe(0);
    expect(halfFromFloat(2 ** -25 * 1.01)).toBe(1);
    expect(halfFromFloat(-0)).toBe(0x8000);
    expect(halfFromFloat(NaN) & 0x7fff).toBeGreaterThan(0x7c00);
  });

  it('have a table of all values', () => {
    expect(halfValues()[0x3555]).toBe(floatFromHalf(0x3555));
    expect(halfValues()[0x7c00]).toBe(Infinity);
  });
});
