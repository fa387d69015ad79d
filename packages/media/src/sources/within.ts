import type { FarsightError } from '@farsight/protocol';
import { cancelled } from './cancelled.js';

/**
 * Waits for `work`, but no longer than `timeoutMs` and not after an abort. The work itself goes on.
 *
 * @throws FarsightError CANCELLED, or what `onTimeout` makes.
 */
export async function within<T>(
  work: Promise<T>,
  timeoutMs: number,
  onTimeout: () => FarsightError,
  signal?: AbortSignal,
): Promise<T> {
  work.catch(() => undefined); // may fail after nobody waits any more
  if (signal?.aborted === true) throw cancelled();
  let timer: NodeJS.Timeout | undefined;
  let onAbort = (): void => undefined;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(onTimeout()), timeoutMs);
    onAbort = () => reject(cancelled());
    signal?.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
