import { Pump } from './pump.js';

/** What {@link mapOrdered} does with each item. */
export interface OrderedStep<I, O> {
  /** Most items at work or waiting to be asked for. */
  readonly limit: number;
  /** Owns the item it is given, even when the signal is already aborted. */
  readonly map: (item: I, signal: AbortSignal) => Promise<O>;
  /** Frees a result that nobody will ask for. */
  readonly discard: (result: O) => void;
}

/**
 * Applies `map` to each item, several at a time, and yields the results in the order of the items, each as soon as it is
 * ready. Starts when first asked and works ahead by at most `limit`. When the consumer stops, `signal` aborts or any step
 * fails, the items are closed and the generator settles only after every call has.
 */
export async function* mapOrdered<I, O>(
  open: (signal: AbortSignal) => AsyncIterable<I>,
  { limit, map, discard }: OrderedStep<I, O>,
  signal: AbortSignal,
): AsyncGenerator<O, void, undefined> {
  const stop = new AbortController();
  const stopped = AbortSignal.any([signal, stop.signal]);
  const inFlight: Promise<O>[] = [];
  const pump = new Pump(async (self) => {
    for await (const item of open(stopped)) {
      const call = map(item, stopped);
      call.catch(() => undefined); // reported in order by the consumer's loop
      inFlight.push(call);
      self.notify();
      while (inFlight.length >= limit && !stopped.aborted) await self.change();
      if (stopped.aborted) return;
    }
  });
  stopped.addEventListener('abort', () => pump.notify(), { once: true });
  try {
    for await (const result of pump.items(() => inFlight[0])) {
      void inFlight.shift();
      pump.notify();
      yield result;
    }
  } finally {
    stop.abort();
    await pump.settled();
    for (const left of await Promise.allSettled(inFlight)) {
      if (left.status === 'fulfilled') discard(left.value);
    }
  }
}
