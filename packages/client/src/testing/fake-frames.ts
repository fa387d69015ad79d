import type { CompressedFrame, PixelFrame } from '@farsight/protocol';

/** Counts pixels that are alive: 0 at the end, or something leaked. */
export class PixelLedger {
  made = 0;
  disposed = 0;
  /** Pixels that were disposed more than once. */
  disposedAgain = 0;

  get alive(): number {
    return this.made - this.disposed;
  }

  pixels(): PixelFrame {
    this.made++;
    let disposed = false;
    return {
      width: 1,
      height: 1,
      format: 'rgb24',
      strideBytes: 3,
      data: new Uint8Array(3),
      [Symbol.dispose]: () => {
        if (disposed) this.disposedAgain++;
        else this.disposed++;
        disposed = true;
      },
    };
  }

  frame(index: number, bytes = 8): CompressedFrame {
    const data = new Uint8Array(bytes).fill(index % 256);
    return {
      stamp: { streamId: 'test', index, ptsUs: index * 40_000 },
      codec: 'jpeg',
      data,
      pixels: this.pixels(),
    };
  }
}

/** What a {@link FakeSource} was asked for. */
export class FakeSource implements AsyncIterable<CompressedFrame> {
  readonly ledger = new PixelLedger();
  taken = 0;
  returned = 0;
  signal: AbortSignal | undefined;
  readonly #count: number;
  readonly #beforeFrame: (index: number) => Promise<void> | void;

  /** @param beforeFrame - may wait, or throw, before a frame comes */
  constructor(count: number, beforeFrame: (index: number) => Promise<void> | void = () => undefined) {
    this.#count = count;
    this.#beforeFrame = beforeFrame;
  }

  /** The source in the form that gets a signal. */
  readonly open = (signal: AbortSignal): AsyncIterable<CompressedFrame> => {
    this.signal = signal;
    return this;
  };

  [Symbol.asyncIterator](): AsyncIterator<CompressedFrame, undefined> {
    let next = 0;
    return {
      next: async () => {
        if (next >= this.#count) return { done: true, value: undefined };
        const index = next++;
        await this.#beforeFrame(index);
        this.taken++;
        return { done: false, value: this.ledger.frame(index) };
      },
      return: () => {
        this.returned++;
        next = this.#count;
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }
}

/** A promise to be settled by the test. */
export class Gate {
  open: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

/** Lets everything that can go on go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}
