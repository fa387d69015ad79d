import { describe, expect, it } from 'vitest';
import { tokenCheck } from './token.js';

describe('tokenCheck', () => {
  const check = tokenCheck('correct-horse');

  it('accepts the token', () => {
    expect(check('Bearer correct-horse')).toBe(true);
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'correct-horse',
    'Bearer correct-horsf',
    'Bearer correct-horse ',
  ])('refuses %j', (authorization) => {
    expect(check(authorization)).toBe(false);
  });
});
