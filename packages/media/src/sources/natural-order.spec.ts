import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { naturalOrder } from './natural-order.js';

describe('naturalOrder', () => {
  it('orders numbers by their value', () => {
    const names = [
      'shot10.jpg',
      'shot2.jpg',
      'shot1.jpg',
      'shot02.jpg',
      'shot.jpg',
      'Shot3.jpg',
      'shot1b.jpg',
    ];
    expect(names.sort(naturalOrder)).toEqual([
      'Shot3.jpg',
      'shot.jpg',
      'shot1.jpg',
      'shot1b.jpg',
      'shot2.jpg',
      'shot02.jpg',
      'shot10.jpg',
    ]);
  });

  it('orders numbers of any length', () => {
    expect(naturalOrder('9'.repeat(400), `1${'0'.repeat(400)}`)).toBeLessThan(0);
  });

  it('is a total order', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'B', '0', '1', '9', '.', '/'), maxLength: 8 });
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        expect(Math.sign(naturalOrder(a, b))).toBe(-Math.sign(naturalOrder(b, a)) + 0);
        expect(naturalOrder(a, b) === 0).toBe(a === b);
        const [first, , last] = [a, b, c].sort(naturalOrder);
        expect(naturalOrder(first!, last!)).toBeLessThanOrEqual(0);
      }),
    );
  });
});
