import { describe, expect, it } from 'vitest';

import { nearestName, suggest } from './suggest.js';

const known = ['letterbox', 'resize', 'centercrop', 'topk', 'decodeyolo'];

describe('nearestName', () => {
  it.each([
    ['leterbox', 'letterbox'],
    ['letterbxo', 'letterbox'],
    ['Letter-Box', 'letterbox'],
    ['resise', 'resize'],
    ['centrecrop', 'centercrop'],
    ['decode_yolo', 'decodeyolo'],
    ['topK', 'topk'],
    ['tpk', 'topk'],
    ['flip', undefined],
    ['', undefined],
    ['x'.repeat(100_000), undefined],
  ])('finds what was meant by %.20s', (written, meant) => {
    expect(nearestName(written, known)).toBe(meant);
  });

  it('can be told to allow fewer edits', () => {
    expect(nearestName('centrecorp', known, 1)).toBeUndefined();
    expect(nearestName('centercrp', known, 1)).toBe('centercrop');
  });
});

describe('suggest', () => {
  it('names what is near, else all there is', () => {
    expect(suggest('resise', known)).toBe(' (did you mean "resize"?)');
    expect(suggest('flip', ['b', 'a'])).toBe(' (there is: a, b)');
    expect(suggest('flip', [])).toBe('');
  });
});
