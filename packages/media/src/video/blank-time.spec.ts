import { expect, it } from 'vitest';
import { BlankTime } from './blank-time.js';

it('is too long once for each time without a frame', () => {
  let nowMs = 500;
  const blank = new BlankTime(100, () => nowMs);
  const at = (ms: number): boolean => {
    nowMs = ms;
    return blank.grows();
  };
  expect([at(1000), at(1099), at(1100), at(1101), at(5000)]).toEqual([false, false, true, false, false]);
  blank.ends();
  expect([at(6000), at(6099), at(6100), at(6200)]).toEqual([false, false, true, false]);
});

it('is not too long as long as frames come, however rarely data does', () => {
  let nowMs = 0;
  const blank = new BlankTime(100, () => nowMs);
  for (nowMs = 0; nowMs < 2000; nowMs += 500) {
    expect(blank.grows()).toBe(false);
    blank.ends();
  }
});
