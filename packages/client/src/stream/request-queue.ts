import { Notifier } from './notifier.js';

/**
 * The request side of a call: what is pushed comes out, in order, until the end. It has no bound of its own: a stream
 * pushes no more than its window of frames.
 */
export class RequestQueue<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  readonly #changed = new Notifier();
  #ended = false;

  /** Does nothing after the end. */
  push(item: T): void {
    if (this.#ended) return;
    this.#items.push(item);
    this.#changed.notify();
  }

  /** What was pushed before still comes out. */
  end(): void {
    this.#ended = true;
    this.#changed.notify();
  }

  /** Ends at once; what was not taken yet is forgotten. */
  abort(): void {
    this.#items.length = 0;
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) yield item;
      else if (this.#ended) return;
      else await this.#changed.wait();
    }
  }
}
