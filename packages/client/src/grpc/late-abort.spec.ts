import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { lateAbort } from './late-abort.js';

it('aborts with its signal, but not before the next turn', async () => {
  const early = new AbortController();
  const call = lateAbort(early.signal);
  early.abort('early');
  expect(call.signal.aborted).toBe(false);
  await turn();
  expect([call.signal.aborted, call.signal.reason]).toEqual([true, 'early']);

  const later = new AbortController();
  const other = lateAbort(later.signal);
  await turn();
  later.abort('later');
  expect(other.signal.reason).toBe('later');
});

it('is the signal itself where that has aborted', () => {
  const signal = AbortSignal.abort();
  expect(lateAbort(signal).signal).toBe(signal);
});

it('leaves nothing on a signal that outlives the call', () => {
  const { signal } = new AbortController();
  lateAbort(signal).release();
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
