import { mayPass } from '../lasting-error.js';
import { Backoff } from './backoff.js';
import { cancelled } from './cancelled.js';
import { pause } from './pause.js';
import type { Source, SourceOptions } from './source.js';

/**
 * Opens a live source that may not be there yet: tries until it is open, is cancelled, or fails in a way that trying again
 * does not mend. That it is waited for is told once.
 *
 * @param wait - default: the clock
 * @throws FarsightError what `open` failed with; CANCELLED
 */
export async function untilOpen(
  open: () => Promise<Source>,
  { signal = new AbortController().signal, onProblem, onReturn }: SourceOptions,
  wait = pause,
): Promise<Source> {
  const backoff = new Backoff();
  let sinceMs: number | undefined;
  for (;;) {
    try {
      const source = await open();
      if (sinceMs !== undefined) onReturn?.(performance.now() - sinceMs);
      return source;
    } catch (error) {
      if (!mayPass(error)) throw error;
      if (sinceMs === undefined) onProblem?.({ error, away: true });
      sinceMs ??= performance.now();
    }
    await wait(backoff.nextMs(), signal);
    if (signal.aborted) throw cancelled();
  }
}
