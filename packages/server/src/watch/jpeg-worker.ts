/** Entry of the thread that makes JPEGs of raw frames for those who watch. */
import { parentPort } from 'node:worker_threads';
import { decodeFrame, encodeJpeg } from '@farsight/media';
import type { RawFrame } from '@farsight/protocol';

/** Encoder -> thread. */
export interface JpegOrder {
  readonly id: number;
  readonly frame: RawFrame;
}

/** Thread -> encoder. Without `jpeg`, the frame could not be encoded. */
export interface JpegDelivery {
  readonly id: number;
  readonly jpeg?: Uint8Array<ArrayBuffer>;
}

/** For looking at, 1..100. */
const quality = 80;
/** The session has let the frame in already. */
const maxPixels = 2 ** 30;

function encode(frame: RawFrame): Uint8Array<ArrayBuffer> | undefined {
  try {
    using pixels = decodeFrame(frame, { maxPixels });
    return Uint8Array.from(encodeJpeg(pixels, { quality }));
  } catch {
    // The frame's own answer says what is wrong with it.
    return undefined;
  }
}

parentPort?.on('message', ({ id, frame }: JpegOrder) => {
  const jpeg = encode(frame);
  const delivery: JpegDelivery = { id, ...(jpeg && { jpeg }) };
  parentPort?.postMessage(delivery, jpeg === undefined ? [] : [jpeg.buffer]);
});
