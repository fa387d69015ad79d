import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign } from './assignment.js';

/** The least sum over all ways to pair as many rows and columns as there can be. */
function leastCost(costs: readonly (readonly number[])[], row = 0, taken: readonly number[] = []): number {
  const columns = costs[0]?.length ?? 0;
  if (row === costs.length || taken.length === columns) return 0;
  const rest = costs[row]!.map((cost, column) =>
    taken.includes(column) ? Infinity : cost + leastCost(costs, row + 1, [...taken, column]),
  );
  const skipped = costs.length - row > columns - taken.length ? leastCost(costs, row + 1, taken) : Infinity;
  return Math.min(skipped, ...rest);
}

describe('assign', () => {
  it('finds the cheapest pairs, as trying all of them does', () => {
    const shape = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }));
    const cost = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -1, max: 1, noNaN: true }));
    const matrix = shape.chain(([rows, columns]) =>
      fc.array(fc.array(cost, { minLength: columns, maxLength: columns }), {
        minLength: rows,
        maxLength: rows,
      }),
    );
    fc.assert(
      fc.property(matrix, (costs) => {
        const columns = costs[0]!.length;
        const columnOf = assign(Float64Array.from(costs.flat()), costs.length, columns);
        const used = [...columnOf].filter((column) => column >= 0);
        expect(used).toHaveLength(Math.min(costs.length, columns));
        expect(new Set(used).size).toBe(used.length);
        const sum = costs.reduce((total, row, i) => total + (columnOf[i]! < 0 ? 0 : row[columnOf[i]!]!), 0);
        expect(sum).toBeCloseTo(leastCost(costs), 9);
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  it('gives ties to what comes first', () => {
    expect([...assign(new Float64Array(9), 3, 3)]).toEqual([0, 1, 2]);
    expect([...assign(new Float64Array(6), 2, 3)]).toEqual([0, 1]);
    expect([...assign(new Float64Array(6), 3, 2)]).toEqual([0, 1, -1]);
  });

  it('has nothing to give without rows or columns', () => {
    expect([...assign(new Float64Array(0), 0, 3)]).toEqual([]);
    expect([...assign(new Float64Array(0), 3, 0)]).toEqual([-1, -1, -1]);
  });
});
