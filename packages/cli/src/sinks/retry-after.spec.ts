import { expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.js';

const now = Date.UTC(2026, 0, 1, 12, 0, 0);

it.each([
  ['7', 7_000],
  [' 0 ', 0],
  ['Thu, 01 Jan 2026 12:00:30 GMT', 30_000],
  ['Thu, 01 Jan 2026 11:00:00 GMT', 0],
  ['999999999999', 300_000],
  ['Fri, 01 Jan 2100 00:00:00 GMT', 300_000],
  ['soon', undefined],
  ['', undefined],
  [null, undefined],
])('understands Retry-After: %s', (header, ms) => {
  expect(retryAfterMs(header, now)).toBe(ms);
});
