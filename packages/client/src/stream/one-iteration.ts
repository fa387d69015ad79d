import { FarsightError } from '@farsight/protocol';
import { asyncDispose } from '../async-dispose.js';

/**
 * What can be iterated once and left at any time. The iterator is written by hand: that of an async generator would make
 * `return()` wait behind a pending `next()`.
 */
export abstract class OneIteration<T> implements AsyncIterable<T>, AsyncDisposable {
  readonly #again: string;
  #iterated = false;
  #done = false;

  /** @param again - what is said to who iterates it twice */
  protected constructor(again: string) {
    this.#again = again;
  }

  /** The next item; undefined after the last. */
  protected abstract take(): Promise<T | undefined>;

  /** Ends it, also while {@link take} waits. Called once or more. */
  protected abstract close(): Promise<void>;

  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    if (this.#iterated) throw new FarsightError('INVALID_ARGUMENT', this.#again);
    this.#iterated = true;
    return { next: () => this.#next(), return: () => this.#return() };
  }

  async [asyncDispose](): Promise<void> {
    await this.#return();
  }

  async #next(): Promise<IteratorResult<T, undefined>> {
    if (this.#done) return { done: true, value: undefined };
    try {
      const value = await this.take();
      if (value !== undefined) return { done: false, value };
    } catch (error) {
      this.#done = true;
      throw error;
    }
    this.#done = true;
    return { done: true, value: undefined };
  }

  async #return(): Promise<IteratorResult<T, undefined>> {
    this.#done = true;
    await this.close();
    return { done: true, value: undefined };
  }
}
