import { describe, expect, it } from 'vitest';
import { withBackground } from './background-label.js';

describe('withBackground', () => {
  it('puts the background before the things', () => {
    expect(withBackground(['person', 'bicycle'])).toEqual(['background', 'person', 'bicycle']);
  });

  it.each(['background', 'Background', '__background__', '???', 'unlabeled'])('keeps %s', (name) => {
    expect(withBackground([name, 'person'])).toEqual([name, 'person']);
  });

  it('makes no labels of none', () => {
    expect(withBackground([])).toEqual([]);
  });
});
