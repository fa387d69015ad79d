interface Waiter<T> {
  resolve(message: T | undefined): void;
  reject(reason: unknown): void;
}

/** Messages for one reader, in the order they came. Has no bounds: whoever puts them in looks at what is kept. */
export class Inbox<T> {
  readonly #kept: T[] = [];
  #waiter: Waiter<T> | undefined;
  #ended = false;
  #failure: { readonly reason: unknown } | undefined;

  /** Messages that nobody has taken yet. */
  get size(): number {
    return this.#kept.length;
  }

  /** Whether more may come. */
  get open(): boolean {
    return !this.#ended && this.#failure === undefined;
  }

  /** Hands a message to the reader if it waits, else keeps it. Returns whether it is kept. */
  put(message: T): boolean {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    if (waiter === undefined) this.#kept.push(message);
    else waiter.resolve(message);
    return waiter === undefined;
  }

  /** Nothing comes any more. */
  end(): void {
    this.#ended = true;
    this.#waiter?.resolve(undefined);
    this.#waiter = undefined;
  }

  /** Nothing comes any more, for this reason; the first one counts. */
  fail(reason: unknown): void {
    this.#failure ??= { reason };
    this.#waiter?.reject(reason);
    this.#waiter = undefined;
  }

  /** Throws away what nobody has taken. */
  clear(): void {
    this.#kept.length = 0;
  }

  /**
   * The next message; undefined, or the reason thrown, once all are taken and nothing comes any more. Waits if it has to:
   * one call at a time.
   */
  take(): Promise<T | undefined> | T | undefined {
    if (this.#kept.length > 0) return this.#kept.shift();
    if (this.#failure !== undefined) throw this.#failure.reason;
    if (this.#ended) return undefined;
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
    });
  }
}
