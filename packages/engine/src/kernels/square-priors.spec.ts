import { describe, expect, it } from 'vitest';
import { squarePriors } from './square-priors.js';

const mobileNet = {
  minSizes: [
    [16, 32],
    [64, 128],
    [256, 512],
  ],
  steps: [8, 16, 32],
  clip: false,
};

describe('squarePriors', () => {
  it('gives as many as RetinaFace has outputs', () => {
    expect(squarePriors(640, 640, mobileNet).length / 4).toBe(16800);
    // 105 + 53 + 27 cells a side: grids are rounded up.
    expect(squarePriors(840, 840, mobileNet).length / 4).toBe(2 * (105 ** 2 + 53 ** 2 + 27 ** 2));
  });

  it('lays sizes of a cell side by side, then cells of a row, rows, scales', () => {
    const priors = squarePriors(20, 16, mobileNet);
    const at = (i: number): number[] => [...priors.subarray(4 * i, 4 * i + 4)];
    expect(at(0)).toEqual([4, 4, 16, 16]);
    expect(at(1)).toEqual([4, 4, 32, 32]);
    expect(at(2)).toEqual([12, 4, 16, 16]);
    // Three columns at stride 8, then the second row.
    expect(at(6)).toEqual([4, 12, 16, 16]);
    // The third column's centre is at the edge of the picture; the next scale follows.
    expect(at(11)).toEqual([20, 12, 32, 32]);
    expect(at(12)).toEqual([8, 8, 64, 64]);
    expect(at(16)).toEqual([16, 16, 256, 256]);
  });

  it('clips to the input if told to', () => {
    const priors = squarePriors(20, 16, { ...mobileNet, clip: true });
    expect([...priors.subarray(-4)]).toEqual([16, 16, 20, 16]);
  });

  it('gives none for scales without sizes', () => {
    expect(squarePriors(64, 64, { minSizes: [], steps: [8], clip: false })).toHaveLength(0);
  });
});
