/** A signal for one call, to be released when that is over. */
export interface CallSignal {
  readonly signal: AbortSignal;
  release(): void;
}

/**
 * A signal for a call that is about to begin: aborts when `signal` does, but not before the call has had a turn of the event
 * loop. grpc-js forgets a cancellation that comes earlier, and the call then goes on with nobody to read it.
 */
export function lateAbort(signal: AbortSignal): CallSignal {
  if (signal.aborted) return { signal, release: () => undefined };
  const late = new AbortController();
  let begun = false;
  const onAbort = (): void => {
    if (begun) late.abort(signal.reason);
  };
  signal.addEventListener('abort', onAbort);
  setImmediate(() => {
    begun = true;
    if (signal.aborted) onAbort();
  });
  return { signal: late.signal, release: () => signal.removeEventListener('abort', onAbort) };
}
