import { describe, expect, it } from 'vitest';
import { affinities, iou } from './affinity.js';
import type { Box } from './motion.js';

const one: Box = [0, 0, 10, 20];

describe('iou', () => {
  it.each<[string, Box, number]>([
    ['itself', one, 1],
    ['half of it', [0, 0, 10, 10], 0.5],
    ['a shifted one', [5, 0, 15, 20], 1 / 3],
    ['one that touches', [10, 0, 20, 20], 0],
    ['one turned inside out', [10, 20, 0, 0], 0],
    ['one that is none', [NaN, 0, 1, 1], 0],
  ])('of a box with %s', (_name, other, expected) => {
    expect(iou(one, other)).toBeCloseTo(expected, 12);
  });
});

describe('affinities', () => {
  // By hand, from the papers: hull 20x20, centres 10 apart in x.
  const other: Box = [10, 0, 20, 20];
  it('has the measures of OC-SORT', () => {
    expect(affinities.giou([one], [other])[0]).toBeCloseTo(0.5, 12);
    expect(affinities.giou([one], [[20, 0, 30, 20]])[0]).toBeCloseTo((0 - 200 / 600 + 1) / 2, 12);
    expect(affinities.diou([one], [other])[0]).toBeCloseTo((0 - 100 / 800 + 1) / 2, 12);
    expect(affinities.ciou([one], [other])[0]).toBeCloseTo((0 - 100 / 800 + 1) / 2, 12);
    const wide: Box = [0, 0, 20, 10];
    const v = (4 / Math.PI ** 2) * (Math.atan(20 / 11) - Math.atan(10 / 21)) ** 2;
    const overlap = 100 / 300;
    const apart = (5 ** 2 + 5 ** 2) / 800;
    expect(affinities.ciou([one], [wide])[0]).toBeCloseTo(
      (overlap - apart - (v / (1 - overlap + v)) * v + 1) / 2,
      12,
    );
    expect([...affinities.ct_dist([one], [one, other, [20, 0, 30, 20]])]).toEqual([1, 0.5, 0]);
  });

  it.each(Object.entries(affinities))(
    '%s is best for the same box, and has nothing for no boxes',
    (_name, measure) => {
      expect(measure([one], [one])[0]).toBeCloseTo(1, 12);
      expect(measure([one], [])).toHaveLength(0);
      expect(measure([], [one])).toHaveLength(0);
    },
  );
});
