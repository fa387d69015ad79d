/**
 * Work that runs beside a consumer's loop, which waits for news of it. A failure is the consumer's to report: it is kept in
 * `result` and does not count as unhandled.
 */
export class Pump {
  /** Settles when the work ends; rejects if it failed. */
  readonly result: Promise<void>;
  #finished = false;
  #changed = deferred();

  /** @param work starts at once. */
  constructor(work: (pump: Pump) => Promise<void>) {
    this.result = work(this).finally(() => {
      this.#finished = true;
      this.notify();
    });
    this.result.catch(() => undefined);
  }

  /** Wakes everyone who waits for a change. */
  notify(): void {
    this.#changed.resolve();
    this.#changed = deferred();
  }

  /** Resolves at the next {@link notify}. */
  async change(): Promise<void> {
    await this.#changed.promise;
  }

  /**
   * What `take` gives, waiting for a change where that is undefined, until the work has ended and nothing is left.
   *
   * @throws what the work failed with, after everything it gave before
   */
  async *items<T>(take: () => T | Promise<T> | undefined): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const item = take();
      if (item !== undefined) {
        yield await item;
      } else if (this.#finished) {
        await this.result;
        return;
      } else {
        await this.change();
      }
    }
  }

  /** Resolves when the work has ended, also after a failure. */
  async settled(): Promise<void> {
    await this.result.catch(() => undefined);
  }
}

/** A promise and the function that resolves it (`Promise.withResolvers` needs Node 22). */
function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
