import type { FarsightError } from '@farsight/protocol';
import { cancelled } from '../sources/cancelled.js';

/** Between two tries to interrupt a call: the first may come before the call looks for it. */
const retryMs = 20;

/** After this long a call counts as one that cannot be interrupted. */
const patienceMs = 500;

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
   * @param timeoutMs longest time for this call; default: none.
   * @throws FarsightError CANCELLED on abort, or what `onTimeout` makes.
   */
  async run<T>(
    operation: (givenUp: AbortSignal) => Promise<T>,
    signal: AbortSignal,
    timeoutMs?: number,
    onTimeout: () => FarsightError = cancelled,
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
      if (timeoutMs !== undefined) timer = setTimeout(() => resolve(onTimeout()), timeoutMs);
    });
    try {
      const error = await Promise.race([end, running.then(() => undefined)]);
      if (error === undefined) return await running;
      giveUp.abort();
      await this.#interruptUntilSettled();
      throw error;
    } finally {
      clearTimeout(timer);
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
