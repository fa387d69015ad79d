import { describe, expect, it } from 'vitest';
import { RunLengths } from './run-lengths.js';

describe('RunLengths', () => {
  it('counts by turns, zeros first', () => {
    const runs = new RunLengths();
    runs.mark(2, 5);
    runs.mark(9, 10);
    expect([...runs.finish(12)]).toEqual([2, 3, 4, 1, 2]);
  });

  it('starts with no zeros where the first pixel is marked, and ends without where the last is', () => {
    const runs = new RunLengths();
    runs.mark(0, 4);
    expect([...runs.finish(4)]).toEqual([0, 4]);
  });

  it('joins what touches', () => {
    const runs = new RunLengths();
    runs.mark(1, 3);
    runs.mark(3, 3);
    runs.mark(3, 6);
    expect([...runs.finish(6)]).toEqual([1, 5]);
  });

  it('writes an empty mask, and thousands of runs', () => {
    const runs = new RunLengths();
    expect([...runs.finish(7)]).toEqual([7]);
    for (let i = 0; i < 3000; i++) runs.mark(2 * i + 1, 2 * i + 2);
    const lengths = runs.finish(6000);
    expect(lengths).toHaveLength(6000);
    expect(lengths.every((length) => length === 1)).toBe(true);
    runs.clear();
    expect([...runs.finish(3)]).toEqual([3]);
  });
});
