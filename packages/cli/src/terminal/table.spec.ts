import { expect, it } from 'vitest';
import { table } from './table.js';

it('aligns columns and leaves no blanks at the end of lines', () => {
  expect(
    table([
      ['NAME', 'STATE', ''],
      ['codes-nano', 'ready', 'finds codes'],
      ['x', 'y'],
    ]),
  ).toBe('NAME        STATE\ncodes-nano  ready  finds codes\nx           y\n');
  expect(table([])).toBe('');
});
