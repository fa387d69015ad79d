import { setTimeout } from 'node:timers/promises';

/** Time, as tests replace it. */
export interface Clock {
  /** Milliseconds since some beginning; never goes back. */
  now(): number;
  /** Milliseconds since 1970, for dates that others name. */
  dateMs(): number;
  /** Resolves after so many milliseconds, or when the signal fires. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The machine's. */
export const systemClock: Clock = {
  now: () => performance.now(),
  dateMs: () => Date.now(),
  sleep: (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => undefined),
};
