/** Where a server is between its start and its end. */
export type LifecycleState = 'starting' | 'serving' | 'stopping';

/** The server's state, for those who tell others about it. Only ever moves forward. */
export class Lifecycle {
  #state: LifecycleState = 'starting';
  readonly #listeners = new Set<() => void>();

  /** Whether requests are served. */
  get serving(): boolean {
    return this.#state === 'serving';
  }

  /** Whether no change follows. */
  get over(): boolean {
    return this.#state === 'stopping';
  }

  /** Moves on to `state`. */
  enter(state: 'serving' | 'stopping'): void {
    if (this.over || this.#state === state) return;
    this.#state = state;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Calls `listener` at every change until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
