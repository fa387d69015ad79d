import type { Source, SourceOptions } from '@farsight/media';
import type { EncodedFrame } from '@farsight/protocol';
import { frameOf } from '../../testing/results.js';

/** A source whose frames come when the test says so. */
export class FakeSource implements Source {
  readonly kind = 'frames';
  readonly streamId: string;
  readonly live: boolean;
  readonly dropped = 0;
  losses = 0;
  awayMs = 0;
  readonly problems = 0;
  readonly skipped = 0;
  closed = false;
  readonly #frames: EncodedFrame[] = [];
  #next = 0;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(live: boolean, { streamId = 'fake', signal }: Pick<SourceOptions, 'streamId' | 'signal'> = {}) {
    this.live = live;
    this.streamId = streamId;
    signal?.addEventListener('abort', () => void this[Symbol.asyncDispose]());
  }

  fileOf(): undefined {
    return undefined;
  }

  /** The next `count` frames are there, as `make` gives them for their index. */
  give(count: number, make = (index: number): EncodedFrame => frameOf(index, 16, this.streamId)): void {
    for (let i = 0; i < count; i += 1) this.#frames.push(make(this.#next++));
    this.#wake?.();
  }

  /** No more frames come. */
  end(error?: Error): void {
    this.#error = error;
    this.closed = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<EncodedFrame, undefined> {
    for (;;) {
      const frame = this.#frames.shift();
      if (frame !== undefined) yield frame;
      else if (this.#error !== undefined) throw this.#error;
      else if (this.closed) return undefined;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.end(this.#error);
    return Promise.resolve();
  }
}
