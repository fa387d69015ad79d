const signals = ['SIGINT', 'SIGTERM'] as const;
/** A terminal and npm may both pass on the same Ctrl-C. */
const sameMs = 500;

/**
 * Turns the first Ctrl-C (or SIGTERM) into an abort, so that whoever works can finish files and say goodbye; the second one
 * ends the process at once with exit code 130. Dispose it when the work is done.
 */
export class Interruption implements Disposable {
  readonly #controller = new AbortController();
  readonly #listener = (): void => this.#interrupt();
  #firstAt: number | undefined;

  constructor() {
    for (const signal of signals) process.on(signal, this.#listener);
  }

  /** Aborted by the first Ctrl-C. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    for (const signal of signals) process.off(signal, this.#listener);
  }

  /** Ends the work as the first Ctrl-C does, for a reason of the program's own. */
  stop(): void {
    this.#controller.abort();
  }

  #interrupt(): void {
    const now = performance.now();
    if (this.#firstAt === undefined) {
      this.#firstAt = now;
      this.stop();
    } else if (now - this.#firstAt > sameMs) {
      process.exit(130);
    }
  }
}

/** Resolves when the signal fires. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
