import { expect, it } from 'vitest';
import { OneIteration } from './one-iteration.js';

class Counting extends OneIteration<number> {
  taken = 0;
  closed = 0;
  constructor(readonly last: number) {
    super('Once is enough.');
  }
  protected override take(): Promise<number | undefined> {
    this.taken += 1;
    if (this.last < 0) return Promise.reject(new Error('broken'));
    return Promise.resolve(this.taken > this.last ? undefined : this.taken);
  }
  protected override close(): Promise<void> {
    this.closed += 1;
    return Promise.resolve();
  }
}

it('can be iterated once, and stays at its end', async () => {
  const counting = new Counting(2);
  const iterator = counting[Symbol.asyncIterator]();
  const results = [
    await iterator.next(),
    await iterator.next(),
    await iterator.next(),
    await iterator.next(),
  ];
  expect(results.map(({ value }) => value)).toEqual([1, 2, undefined, undefined]);
  expect([counting.taken, counting.closed]).toEqual([3, 0]);
  expect(() => counting[Symbol.asyncIterator]()).toThrow('Once is enough.');
});

it('takes nothing more after an error, or once it was left', async () => {
  const broken = new Counting(-1);
  const iterator = broken[Symbol.asyncIterator]();
  await expect(iterator.next()).rejects.toThrow('broken');
  expect((await iterator.next()).done).toBe(true);
  const left = new Counting(9);
  for await (const item of left) if (item === 2) break;
  await left[Symbol.asyncDispose]();
  expect([broken.taken, left.taken, left.closed]).toEqual([1, 2, 2]);
});
