import { noDrops, totalDrops, type FarsightError, type Stamp, type StreamItem } from '@farsight/client';

/**
 * Files of a folder that the source went past because they are no images. They are frames that failed, so that results say
 * of every file what became of it.
 */
export class UnreadableFiles {
  readonly #waiting: StreamItem[] = [];

  /** Takes what the source tells of a frame that it leaves out. */
  add(stamp: Stamp, error: FarsightError): void {
    const timings = { queueMs: 0, decodeMs: 0, preprocessMs: 0, runMs: 0, postprocessMs: 0 };
    const image = { stamp, codec: 'jpeg' as const, data: new Uint8Array() };
    const nothing = { meta: {}, width: 0, height: 0, timings, dropped: 0, drops: noDrops };
    this.#waiting.push({ image, stamp, ...nothing, error });
  }

  /** The items with the failures in their places; what failed was not dropped. */
  async *among(items: AsyncIterable<StreamItem>): AsyncGenerator<StreamItem, void> {
    for await (const item of items) {
      let failed = 0;
      for (const failure of this.#before(item.stamp.index)) {
        failed += 1;
        yield failure;
      }
      yield failed === 0 ? item : notDropped(item, failed);
    }
    yield* this.#before(Infinity);
  }

  *#before(index: number): Generator<StreamItem, void> {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      if (first.stamp.index >= index) return;
      this.#waiting.shift();
      yield first;
    }
  }
}

/** Files that are no images leave gaps, as frames do that were left out. */
function notDropped(item: StreamItem, failed: number): StreamItem {
  const drops = { ...item.drops, client: Math.max(0, item.drops.client - failed) };
  return { ...item, dropped: totalDrops(drops), drops };
}
