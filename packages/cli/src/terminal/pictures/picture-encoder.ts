import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { PictureArea } from './encode-picture.js';
import type { PictureDelivery, PictureOrder } from './picture-worker.js';
import type { RgbPicture } from './rgb-picture.js';

/** Makes what shows a picture in a terminal, one after the other. */
export interface PictureEncoder extends AsyncDisposable {
  /** Copies the picture; the promise is for its bytes. Not to be called while one is being made. */
  encode(picture: RgbPicture, area: PictureArea): Promise<Uint8Array>;
  /** The last picture once more, for another area; undefined before the first. */
  again(area: PictureArea): Promise<Uint8Array> | undefined;
}

/** A {@link PictureEncoder} on a thread of its own. One copy of the picture goes there and back. */
export class ThreadPictureEncoder implements PictureEncoder {
  readonly #worker = new Worker(new URL('./picture-worker.js', import.meta.url), { execArgv: [] });
  #pixels = new Uint8Array();
  #last: Omit<RgbPicture, 'data'> | undefined;

  constructor() {
    // What became of it is for who asks it for a picture.
    this.#worker.on('error', () => undefined);
    this.#worker.unref();
  }

  encode({ width, height, strideBytes, data }: RgbPicture, area: PictureArea): Promise<Uint8Array> {
    if (this.#pixels.length !== data.length) this.#pixels = new Uint8Array(data.length);
    this.#pixels.set(data);
    this.#last = { width, height, strideBytes };
    return this.#order({ ...this.#last, data: this.#pixels }, area);
  }

  again(area: PictureArea): Promise<Uint8Array> | undefined {
    return this.#last && this.#order({ ...this.#last, data: this.#pixels }, area);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }

  async #order(picture: RgbPicture, area: PictureArea): Promise<Uint8Array> {
    const order: PictureOrder = { picture, area };
    this.#worker.postMessage(order, [this.#pixels.buffer]);
    const [{ bytes, pixels }] = (await once(this.#worker, 'message')) as [PictureDelivery];
    this.#pixels = new Uint8Array(pixels as ArrayBuffer);
    return bytes;
  }
}
