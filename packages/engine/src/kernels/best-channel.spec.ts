import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestChannels, bestOfCells } from './best-channel.js';

/** The plain twin. */
function largestOf(row: readonly number[]): number {
  let best = 0;
  row.forEach((value, c) => {
    if (value > (Number.isNaN(row[best]!) ? -Infinity : row[best]!)) best = c;
  });
  return best;
}

describe('the best channel', () => {
  it('is that of the plain twin, however the values lie', () => {
    const rows = fc
      .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 40 }))
      .chain(([channels, cells]) =>
        fc.array(fc.array(fc.float(), { minLength: channels, maxLength: channels }), {
          minLength: cells,
          maxLength: cells,
        }),
      );
    fc.assert(
      fc.property(rows, (cells) => {
        const channels = cells[0]!.length;
        const expected = cells.map(largestOf);
        const byCell = Float32Array.from(cells.flat());
        const byChannel = Float32Array.from({ length: byCell.length }, (_, i) => {
          return cells[i % cells.length]![Math.floor(i / cells.length)]!;
        });
        const best = new Uint16Array(cells.length).fill(99);
        bestOfCells(byCell, channels, cells.length, best);
        expect([...best]).toEqual(expected);
        best.fill(99);
        bestChannels(byChannel, channels, cells.length, best);
        expect([...best]).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });

  it('is found in maps of more than one block', () => {
    const cells = 10_000;
    const values = Float32Array.from({ length: 3 * cells }, (_, i) => (i * 7919) % 1009);
    const best = new Uint16Array(cells);
    bestChannels(values, 3, cells, best);
    const expected = [...best.keys()].map((i) => largestOf([0, 1, 2].map((c) => values[c * cells + i]!)));
    expect([...best]).toEqual(expected);
  });
});
