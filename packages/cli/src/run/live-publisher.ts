import type { StreamInfo } from '@farsight/client';
import { decodeFrame, encodeJpeg } from '@farsight/media';
import type { LiveHub, LiveStream } from '@farsight/server';
import type { Received, Receiver } from './receiver.js';

/** Frames that are not JPEG already are shown with this quality, 1..100. */
const quality = 80;
/** Only what the client itself sent comes back here: no stranger's limits. */
const maxPixels = 2 ** 30;

/** Shows results as a live stream of a hub. Nothing is encoded while nobody watches. */
export class LivePublisher implements Receiver {
  readonly wantsPixels = false;
  readonly #hub: LiveHub;
  readonly #name: string;
  #stream: LiveStream | undefined;
  #last: Received | undefined;

  /** @param name - of the stream, for the page */
  constructor(hub: LiveHub, name: string) {
    this.#hub = hub;
    this.#name = name;
  }

  begin({ networks, labels }: StreamInfo): void {
    const network = networks.map(({ name }) => name).join(', ');
    this.#stream = this.#hub.open(this.#name, { network, labels });
  }

  receive(received: Received): void {
    if (received.item.error !== undefined) return;
    this.#last = received;
    this.#publish(received);
  }

  /** Shows the last frame again, for those who open the page late. */
  repeat(): void {
    if (this.#last !== undefined) this.#publish(this.#last);
  }

  close(): void {
    this.#stream?.close();
  }

  #publish({ item, fps, latencyMs, dropped }: Received): void {
    if (this.#stream === undefined || this.#stream.watchers === 0) return;
    const { stamp, width, height, meta, timings } = item;
    const { index, ptsUs } = stamp;
    const figures = { timings, fps, latencyMs, dropped };
    this.#stream.publish(jpegOf(item.image), { index, ptsUs, width, height, meta, ...figures });
  }
}

function jpegOf(image: Received['item']['image']): Uint8Array {
  if (image.codec === 'jpeg') return image.data;
  if (image.pixels !== undefined) return encodeJpeg(image.pixels, { quality });
  using pixels = decodeFrame(image, { maxPixels });
  return encodeJpeg(pixels, { quality });
}
