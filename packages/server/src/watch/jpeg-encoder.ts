import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { RawFrame } from '@farsight/protocol';
import type { JpegDelivery, JpegOrder } from './jpeg-worker.js';

// By the package's exports, so that the built file is found from sources under test too.
const workerPath = createRequire(import.meta.url).resolve('@farsight/server/jpeg-worker');

/** The thread ends when nothing was encoded for so long. */
const idleMs = 10_000;

/** Makes JPEGs of raw frames on a thread of its own, which lives only while it is used. */
export class JpegEncoder {
  readonly #waiting = new Map<number, (jpeg: Uint8Array | undefined) => void>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #nextId = 0;

  /** Whether its thread is there. */
  get running(): boolean {
    return this.#worker !== undefined;
  }

  /** Takes over the frame's bytes, which must fill their buffer. Undefined if no JPEG can be made of it; never rejects. */
  encode(frame: RawFrame): Promise<Uint8Array | undefined> {
    const worker = (this.#worker ??= this.#start());
    clearTimeout(this.#idle);
    const id = this.#nextId;
    this.#nextId += 1;
    const order: JpegOrder = {
      id,
      frame: { stamp: frame.stamp, codec: 'raw', raw: frame.raw, data: frame.data },
    };
    worker.postMessage(order, [frame.data.buffer as ArrayBuffer]);
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  /** Ends the thread; what is not done yet is undefined. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(workerPath, { execArgv: [] });
    worker.unref();
    worker.on('message', ({ id, jpeg }: JpegDelivery) => this.#deliver(id, jpeg));
    // An error ends the thread; the next frame starts another.
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
      for (const id of [...this.#waiting.keys()]) this.#deliver(id, undefined);
    });
    return worker;
  }

  #deliver(id: number, jpeg: Uint8Array | undefined): void {
    this.#waiting.get(id)?.(jpeg);
    this.#waiting.delete(id);
    if (this.#waiting.size > 0) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.#worker?.terminate(), idleMs).unref();
  }
}
