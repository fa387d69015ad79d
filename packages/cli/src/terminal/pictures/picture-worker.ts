/** Entry of the thread that makes pictures for the terminal. */
import { parentPort } from 'node:worker_threads';
import { encodePicture, type PictureArea } from './encode-picture.js';
import type { RgbPicture } from './rgb-picture.js';

/** Display -> thread. */
export interface PictureOrder {
  readonly picture: RgbPicture;
  readonly area: PictureArea;
}

/** Thread -> display. */
export interface PictureDelivery {
  /** What the terminal is to get. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The picture's memory, to be used again. */
  readonly pixels: ArrayBufferLike;
}

parentPort?.on('message', ({ picture, area }: PictureOrder) => {
  const bytes = encodePicture(picture, area);
  const pixels = picture.data.buffer as ArrayBuffer;
  const delivery: PictureDelivery = { bytes, pixels };
  parentPort?.postMessage(delivery, [bytes.buffer, pixels]);
});
