import { expect, it } from 'vitest';
import { classBars } from './class-bars.js';

const scores = Float32Array.of(0.5, 0.25, 0.125, 0.1, 0.1, 0.1);
const classes = {
  kind: 'classifications',
  count: 6,
  classIds: Int32Array.of(2, 1, 0, 3, 4, 5),
  scores,
} as const;

it('takes the five best classes of the whole frame', () => {
  const bars = classBars({ kinds: classes }, { kinds: ['cat', 'dog', 'fox'] });
  expect(bars).toHaveLength(5);
  expect(bars.slice(0, 2)).toEqual([
    { name: 'fox', score: 0.5 },
    { name: 'dog', score: 0.25 },
  ]);
});

it('leaves out the classes of regions and everything else', () => {
  const regions = { of: 'cars', parents: new Int32Array(6) };
  expect(classBars({ colors: { ...classes, regions } }, {})).toEqual([]);
  const text = { kind: 'text', count: 0, texts: [], scores: new Float32Array() } as const;
  expect(classBars({ text }, {})).toEqual([]);
});
