import { expect, it } from 'vitest';
import { isVp9KeyFrame } from './vp9-key-frame.js';

it.each([
  ['a key frame of profile 0', 0b1000_0000, true],
  ['a key frame of profile 1', 0b1010_0011, true],
  ['a key frame of profile 2', 0b1001_0000, true],
  ['a key frame of profile 3', 0b1011_0000, true],
  ['another frame of profile 0', 0b1000_0100, false],
  ['another frame of profile 3', 0b1011_0010, false],
  ['a frame shown again', 0b1000_1000, false],
  ['a frame shown again, profile 3', 0b1011_0100, false],
  ['something else', 0b0100_0000, false],
])('knows %s', (_name, first, isKey) => {
  expect(isVp9KeyFrame(Uint8Array.of(first, 0x49, 0x83, 0x42))).toBe(isKey);
});

it('knows that nothing is none', () => {
  expect(isVp9KeyFrame(new Uint8Array())).toBe(false);
});
