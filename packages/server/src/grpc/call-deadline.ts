import { FarsightError } from '@farsight/protocol';

/** Timers take 31 bits; who allows more than 24 days means for ever. */
const longestTimerMs = 2 ** 31 - 1;

/** Aborts a call after so many milliseconds; the timer is to be cleared when the call is over. */
export function startDeadline(controller: AbortController, timeoutMs: number): NodeJS.Timeout | undefined {
  if (timeoutMs > longestTimerMs) return undefined;
  return setTimeout(
    () => controller.abort(new FarsightError('DEADLINE_EXCEEDED', "The call's deadline passed.")),
    timeoutMs,
  );
}
