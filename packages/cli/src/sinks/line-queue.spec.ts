import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineQueue } from './line-queue.js';

const limits = { batchLines: 3, batchBytes: 10, batchAgeMs: 100, waitingBytes: 20 };

function filled(...lines: readonly string[]): LineQueue {
  const queue = new LineQueue(limits);
  for (const line of lines) queue.add(line, 0);
  return queue;
}

/** Every batch, oldest first. */
function batches(queue: LineQueue): (readonly string[])[] {
  const all: (readonly string[])[] = [];
  for (let lines = queue.take(); lines.length > 0; lines = queue.take()) all.push(lines);
  return all;
}

describe('LineQueue', () => {
  it('ends a batch with its last line, its last byte, or a line that does not fit', () => {
    expect(batches(filled('a', 'b', 'c', 'd'))).toEqual([['a', 'b', 'c'], ['d']]);
    expect(batches(filled('12345', '67890', 'x'))).toEqual([['12345', '67890'], ['x']]);
    expect(batches(filled('1234567', '8901'))).toEqual([['1234567'], ['8901']]);
    expect(batches(filled('a', 'a line that is too long', 'b'))).toEqual([
      ['a'],
      ['a line that is too long'],
      ['b'],
    ]);
  });

  it('counts bytes, not characters', () => {
    expect(batches(filled('äöü', 'äöü'))).toEqual([['äöü'], ['äöü']]);
  });

  it('sends a full batch now, another when its first line is old enough', () => {
    const queue = new LineQueue(limits);
    expect(queue.dueInMs(0)).toBeUndefined();
    queue.add('a', 50);
    queue.add('b', 90);
    expect(queue.dueInMs(90)).toBe(60);
    expect(queue.dueInMs(150)).toBe(0);
    queue.add('c', 91);
    expect(queue.dueInMs(91)).toBe(0);
  });

  it('loses the oldest batches when too much waits, never the newest', () => {
    const queue = filled('a', 'b', 'c', '1234567890', '1234567890');
    expect(queue.overfull).toBe(true);
    expect(queue.trim()).toBe(3);
    expect(queue.overfull).toBe(false);
    expect(batches(queue)).toEqual([['1234567890'], ['1234567890']]);
    const one = filled('a line that is longer than all that may wait');
    expect(one.trim()).toBe(0);
    expect(batches(one)).toHaveLength(1);
  });

  it('takes back what could not be sent, before all others and apart from them', () => {
    const queue = filled('a', 'b');
    const lines = queue.take();
    queue.add('c', 0);
    queue.putBack(lines.slice(0, 1), lines.slice(1), []);
    queue.add('d', 0);
    expect(queue.dueInMs(0)).toBe(0);
    expect(batches(queue)).toEqual([['a'], ['b'], ['c', 'd']]);
  });

  it('keeps every line, in order and within limits, whatever comes and goes', () => {
    const step = fc.oneof(fc.string({ maxLength: 14 }), fc.constant(undefined));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const queue = new LineQueue(limits);
        const taken = steps.map((line) => {
          if (line === undefined) return queue.take();
          queue.add(line, 0);
          return [];
        });
        taken.push(...batches(queue));
        for (const batch of taken) expect(batch.length).toBeLessThanOrEqual(limits.batchLines);
        expect(taken.flat()).toEqual(steps.filter((line) => line !== undefined));
        expect(queue.overfull).toBe(false);
      }),
    );
  });
});
