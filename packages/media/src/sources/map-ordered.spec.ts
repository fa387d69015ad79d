import { describe, expect, it } from 'vitest';
import { mapOrdered } from './map-ordered.js';

async function* count(to: number, onClose: () => void = () => undefined): AsyncGenerator<number> {
  try {
    for (let i = 0; i < to; i++) yield await Promise.resolve(i);
  } finally {
    onClose();
  }
}

const never = new AbortController().signal;
const keep = (): void => undefined;

describe('mapOrdered', () => {
  it('yields in order although later items are ready first', async () => {
    const open: (() => void)[] = [];
    const gates = [0, 1, 2].map((i) => new Promise<void>((resolve) => (open[i] = resolve)));
    const results = mapOrdered(
      () => count(3),
      { limit: 3, map: (i) => gates[i]!.then(() => i), discard: keep },
      never,
    );
    const first = results.next();
    open[2]!();
    open[1]!();
    open[0]!();
    expect((await first).value).toBe(0);
    expect((await results.next()).value).toBe(1);
    expect((await results.next()).value).toBe(2);
    expect((await results.next()).done).toBe(true);
  });

  it('starts nothing before it is asked and works ahead by no more than the limit', async () => {
    let started = 0;
    const map = (i: number): Promise<number> => {
      started += 1;
      return Promise.resolve(i);
    };
    const results = mapOrdered(() => count(100), { limit: 2, map, discard: keep }, never);
    expect(started).toBe(0);
    for (let taken = 1; taken <= 20; taken++) {
      await results.next();
      expect(started).toBeLessThanOrEqual(taken + 2);
    }
    await results.return();
  });

  it('closes the items and discards the results nobody asked for', async () => {
    const discarded: number[] = [];
    let closed = false;
    const items = (): AsyncIterable<number> => count(10, () => (closed = true));
    const step = {
      limit: 3,
      map: (i: number) => Promise.resolve(i),
      discard: (i: number) => discarded.push(i),
    };
    const results = mapOrdered(items, step, never);
    expect((await results.next()).value).toBe(0);
    await results.return();
    expect(closed).toBe(true);
    expect(discarded.length).toBeLessThanOrEqual(3);
    expect(discarded).toEqual(discarded.map((_, i) => i + 1));
  });

  it('ends on abort while an item is awaited', async () => {
    const stop = new AbortController();
    const silent = async function* (signal: AbortSignal): AsyncGenerator<number> {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      yield* [];
    };
    const results = mapOrdered(
      silent,
      { limit: 2, map: (i) => Promise.resolve(i), discard: keep },
      stop.signal,
    );
    const next = results.next();
    stop.abort();
    expect((await next).done).toBe(true);
  });

  it('reports the failure of a call after the results before it', async () => {
    const map = (i: number): Promise<number> =>
      i === 1 ? Promise.reject(new Error('one')) : Promise.resolve(i);
    const results = mapOrdered(() => count(5), { limit: 5, map, discard: keep }, never);
    expect((await results.next()).value).toBe(0);
    await expect(results.next()).rejects.toThrow('one');
  });

  it('reports the failure of the items after the results before it', async () => {
    const broken = async function* (): AsyncGenerator<number> {
      yield* count(2);
      throw new Error('broken');
    };
    const results = mapOrdered(broken, { limit: 3, map: (i) => Promise.resolve(i), discard: keep }, never);
    expect((await results.next()).value).toBe(0);
    expect((await results.next()).value).toBe(1);
    await expect(results.next()).rejects.toThrow('broken');
  });
});
