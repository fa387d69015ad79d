import { FarsightError } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { InterruptibleCalls } from './interruptible-calls.js';

/** A call that blocks until it has been interrupted some times. */
function blocking(interruptions: number): { calls: InterruptibleCalls; operation: () => Promise<string> } {
  let left = interruptions;
  let end: (result: string) => void = () => undefined;
  const blocked = new Promise<string>((resolve) => (end = resolve));
  const calls = new InterruptibleCalls(() => {
    left -= 1;
    if (left === 0) end('interrupted');
  });
  return { calls, operation: () => blocked };
}

const never = new AbortController().signal;
const error = (): FarsightError => new FarsightError('SOURCE_FAILED', 'too late');
const tooLate = { timeoutMs: 1, error };

describe('InterruptibleCalls', () => {
  it('gives what the call gives', async () => {
    const calls = new InterruptibleCalls(() => undefined);
    expect(await calls.run(() => Promise.resolve(7), never, { timeoutMs: 1000, error })).toBe(7);
    await expect(calls.run(() => Promise.reject(new Error('no')), never)).rejects.toThrow('no');
  });

  it('interrupts on abort, again and again until the call reacts', async () => {
    const { calls, operation } = blocking(3);
    const stop = new AbortController();
    const run = calls.run(operation, stop.signal);
    stop.abort();
    await expect(run).rejects.toMatchObject({ code: 'CANCELLED' });
    await calls.settled();
  });

  it('interrupts a call that takes too long', async () => {
    const { calls, operation } = blocking(1);
    await expect(calls.run(operation, never, tooLate)).rejects.toThrow('too late');
  });

  it('lets a call that gets on take its time', async () => {
    let steps = 0;
    const { calls, operation } = blocking(1);
    const progress = (): number => Math.min(++steps, 5);
    await expect(calls.run(operation, never, { ...tooLate, progress })).rejects.toThrow('too late');
    expect(steps).toBe(6);
  });

  it('leaves a call behind that does not react', async () => {
    const { calls, operation } = blocking(Number.POSITIVE_INFINITY);
    await expect(calls.run(operation, never, tooLate)).rejects.toThrow('too late');
  });

  it('tells the operation to make no further calls', async () => {
    const calls = new InterruptibleCalls(() => undefined);
    const stop = new AbortController();
    const run = calls.run(
      (givenUp) => new Promise((resolve) => givenUp.addEventListener('abort', resolve)),
      stop.signal,
    );
    stop.abort();
    await expect(run).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('does not start once it is cancelled', async () => {
    let started = false;
    const calls = new InterruptibleCalls(() => undefined);
    const run = calls.run(() => Promise.resolve((started = true)), AbortSignal.abort());
    await expect(run).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(started).toBe(false);
  });
});
