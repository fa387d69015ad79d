import { expect, it } from 'vitest';
import { plotPoints } from './plot.js';

it('draws the newest value at the right edge, the highest at the top, zero at the bottom', () => {
  expect(plotPoints([0, 10, 5])).toBe('236.0,47.0 238.0,1.0 240.0,24.0');
});

it('draws nothing of nothing, and zeros at the bottom', () => {
  expect(plotPoints([])).toBe('');
  expect(plotPoints([0, 0])).toBe('238.0,47.0 240.0,47.0');
});
