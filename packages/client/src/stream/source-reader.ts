import type { EncodedFrame } from '@farsight/protocol';
import type { FrameSource } from './item.js';

type FrameIterator = AsyncIterator<EncodedFrame> | Iterator<EncodedFrame>;

/**
 * Reads frames from a source one at a time, and lets go of it at any moment: `return()` of an async generator waits behind
 * a pending `next()`, so a silent source would otherwise hold up whoever wants to stop.
 */
export class SourceReader {
  readonly #controller = new AbortController();
  readonly #iterator: FrameIterator;
  #closed = false;
  #closing: Promise<void> | undefined;
  #waiting: (() => void) | undefined;

  constructor(source: FrameSource) {
    const frames = typeof source === 'function' ? source(this.#controller.signal) : source;
    this.#iterator =
      Symbol.asyncIterator in frames ? frames[Symbol.asyncIterator]() : frames[Symbol.iterator]();
  }

  /** The next frame, which the caller now owns; undefined at the end of the source, or once closed. */
  next(): Promise<EncodedFrame | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      this.#waiting = () => resolve(undefined);
      void this.#take().then(resolve, reject);
    });
  }

  async #take(): Promise<EncodedFrame | undefined> {
    try {
      const result = await this.#iterator.next();
      if (result.done === true) {
        this.#closed = true;
        return undefined;
      }
      if (!this.#closed) return result.value;
      disposeFrame(result.value); // came too late: nobody waits for it any more
      return undefined;
    } catch (error) {
      this.#closed = true;
      throw error;
    } finally {
      this.#waiting = undefined;
    }
  }

  /**
   * Closes the source: aborts its signal, calls its `return()`, and ends a pending `next()`. Waits for the source's own
   * cleaning up, unless it is in the middle of a `next()`, which may never end. Never rejects.
   */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#controller.abort();
    if (this.#closed) return;
    this.#closed = true;
    const waiting = this.#waiting;
    const returned = this.#return();
    if (waiting === undefined) await returned;
    else waiting();
  }

  async #return(): Promise<void> {
    try {
      await this.#iterator.return?.();
    } catch {
      // The stream has its outcome already; how the source takes its end cannot change it.
    }
  }
}

/** Frees the pixels a frame may carry. */
export function disposeFrame(frame: EncodedFrame): void {
  frame.pixels?.[Symbol.dispose]();
}
