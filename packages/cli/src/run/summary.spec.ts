import { noDrops } from '@farsight/client';
import { expect, it } from 'vitest';
import { Summary } from './summary.js';

it('says why frames were dropped', () => {
  const summary = new Summary();
  expect(summary.toString()).toBe('0 frames in 0.0 s (0.0 fps), 0 dropped, 0 failed. Found: nothing.');
  summary.drops = { ...noDrops, queue: 9, deadline: 3 };
  expect(summary.toString()).toContain(' 12 dropped (queue 9, deadline 3), 0 failed.');
});
