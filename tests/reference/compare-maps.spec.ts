import type { SemanticMap } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { compareMap, expectedClasses } from './compare-maps.js';
import type { ExpectedMap } from './expected-tasks.js';

/** Two rows of 8: the network's map is the picture, and its first and fifth column are the quarter. */
const expected: ExpectedMap = {
  size: [2, 8],
  share: { 0: 0.75, 5: 0.25 },
  quarter: { size: [1, 2], runs: [0, 1, 5, 1] },
  source: { size: [2, 8], runs: [0, 4, 5, 4, 0, 8] },
};
const tolerance = { agreement: 0.9, share: 0.1 };

function map(classIds: number[], lengths: number[], width = 8): SemanticMap {
  const runs = { classIds: Int32Array.from(classIds), lengths: Int32Array.from(lengths) };
  return { kind: 'semantic', width, height: 2, ...runs };
}

describe('compareMap', () => {
  it('accepts equal maps and ones that are near', () => {
    expect(compareMap(map([0, 5, 0], [4, 4, 8]), expected, tolerance)).toEqual([]);
    expect(compareMap(map([0, 5, 0], [4, 5, 7]), expected, tolerance)).toEqual([]);
  });

  it.each([
    ['other pixels', map([0, 5, 0], [6, 4, 6]), [/only 0.7500 of the pixels/, /only 0.5000 of the network/]],
    [
      'a class too large',
      map([0, 5, 0], [4, 6, 6]),
      [/only 0.8750/, /class 0 .* 0.1250/, /class 5 .* 0.1250/],
    ],
    ['a class that is not there', map([0, 5, 9], [4, 4, 8]), [/0.5000/, /class 0/, /class 9 .* 0.5/]],
    ['another size', map([0, 5, 0], [4, 4, 6], 7), [/the map has 7x2 pixels, not 8x2/]],
    ['pixels left out', map([0, 5], [4, 4]), [/the runs cover 8 of 16 pixels/]],
  ])('reports %s', (_name, found, problems) => {
    const reported = compareMap(found, expected, tolerance);
    expect(reported).toEqual(problems.map((text) => expect.stringMatching(text) as string));
  });

  it("judges by the network's map alone where the reference has no other", () => {
    const { size, share, quarter } = expected;
    const rest = { size, share, quarter };
    expect(compareMap(map([0, 5, 0], [4, 4, 8]), rest, tolerance)).toEqual([]);
    expect(compareMap(map([0, 5, 0], [6, 4, 6]), rest, tolerance)).toEqual([
      "only 0.5000 of the network's map agrees",
    ]);
  });
});

describe('expectedClasses', () => {
  it('unrolls class and length by turns', () => {
    expect([...expectedClasses({ size: [1, 5], runs: [7, 2, 1, 3] })]).toEqual([7, 7, 1, 1, 1]);
  });
});
