import type { Meta } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { detailAt, detailsOf } from './details.js';

const meta: Meta = {
  cars: {
    kind: 'tracks',
    count: 2,
    boxes: Float32Array.of(0, 0, 100, 50, 10, 10, 30, 20),
    scores: Float32Array.of(0.9, 0.5),
    classIds: Int32Array.of(0, 1),
    trackIds: Int32Array.of(7, 8),
  },
  plate: {
    kind: 'text',
    count: 1,
    texts: ['AB 12'],
    scores: Float32Array.of(0.8),
    regions: { of: 'cars', parents: Int32Array.of(1) },
  },
};
const labels = { cars: ['car', 'bus'] };

describe('detailsOf', () => {
  it('puts everything about a box into words', () => {
    expect(detailsOf(meta, labels, {})[1]).toEqual({
      box: [10, 10, 30, 20],
      title: 'bus',
      lines: ['score 0.500', 'track 8', '20 × 10 px at 10, 10', 'plate: AB 12', 'cars'],
    });
  });

  it('leaves out what is not drawn', () => {
    const titles = (style: object): string[] => detailsOf(meta, labels, style).map(({ title }) => title);
    expect(titles({ scoreThreshold: 0.6 })).toEqual(['car']);
    expect(titles({ classes: ['bus'] })).toEqual(['bus']);
    expect(titles({ classes: [] })).toEqual([]);
  });

  it('gives turned boxes the upright box around them', () => {
    const boxes = Float32Array.of(50, 50, 40, 20, Math.PI / 2);
    const turned = { kind: 'oriented-boxes', count: 1, boxes } as const;
    const columns = { scores: Float32Array.of(1), classIds: Int32Array.of(0) };
    const [detail] = detailsOf({ ships: { ...turned, ...columns } }, {}, {});
    const expected = [40, 30, 60, 70];
    detail?.box.forEach((side, i) => expect(side).toBeCloseTo(expected[i] ?? NaN, 4));
  });
});

describe('detailAt', () => {
  const details = detailsOf(meta, labels, {});

  it('finds the smallest box around a point, or none', () => {
    expect(detailAt(details, 15, 15)?.title).toBe('bus');
    expect(detailAt(details, 5, 5)?.title).toBe('car');
    expect(detailAt(details, 500, 5)).toBeUndefined();
    expect(detailAt([], 5, 5)).toBeUndefined();
  });
});
