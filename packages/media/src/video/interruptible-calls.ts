import type { FarsightError } from '@farsight/protocol';
import { cancelled } from '../sources/cancelled.js';

/** Between two tries to interrupt a call: the first may come before the call looks for it. */
const retryMs = 20;

/** After this long a call counts as one that cannot be interrupted. */
const patienceMs = 500;

/** How long a call may take. */
export interface CallLimit {
  readonly timeoutMs: number;
  /** What the call fails with when it takes longer. */
  readonly error: () => FarsightError;
  /** Something that changes while the call gets on: then it may go on for another `timeoutMs`. */
  readonly progress?: () => unknown;
}

/**
 * Runs the blocking calls of one native object, one at a time, and ends them early: on abort, and when they take longer than
 * they may. A call that does not react is left behind after half a second; `settled` tells when it is over.
 */
export class InterruptibleCalls {
  readonly #interrupt: () => void;
  #running: Promise<unknown> = Promise.resolve();

  /** @param interrupt asks the call that is running to return early. */
  constructor(interrupt: () => void) {
    this.#interrupt = interrupt;
  }

  /**
   * @param operation may be several calls; makes no further one once `givenUp` is aborted.
   * @throws FarsightError CANCELLED on abort, or what the limit's `error` makes.
   */
  async run<T>(
    operation: (givenUp: AbortSignal) => Promise<T>,
    signal: AbortSignal,
    limit?: CallLimit,
  ): Promise<T> {
    if (signal.aborted) throw cancelled();
    const giveUp = new AbortController();
    const running = operation(giveUp.signal);
    this.#running = running.catch(() => undefined);
    let onAbort = (): void => undefined;
    let timer: NodeJS.Timeout | undefined;
    const end = new Promise<FarsightError>((resolve) => {
      onAbort = () => resolve(cancelled());
      signal.addEventListener('abort', onAbort, { once: true });
      if (limit === undefined) return;
      let progress = limit.progress?.();
      timer = setInterval(() => {
        const before = progress;
        progress = limit.progress?.();
        if (progress === before) resolve(limit.error());
      }, limit.timeoutMs);
    });
    try {
      const error = await Promise.race([end, running.then(() => undefined)]);
      if (error === undefined) return await running;
      giveUp.abort();
      await this.#interruptUntilSettled();
      throw error;
    } finally {
      clearInterval(timer);
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Resolves when no call is running. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #interruptUntilSettled(): Promise<void> {
    this.#interrupt();
    const retry = setInterval(this.#interrupt, retryMs);
    await patience(this.#running);
    clearInterval(retry);
  }
}

/** Waits for `work`, whatever becomes of it, but not for ever. */
export async function patience(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs);
  });
  await Promise.race([work.then(undefined, () => undefined), enough]);
  clearTimeout(timer);
}
