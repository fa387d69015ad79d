import type { StreamInfo } from '@farsight/client';
import { decodeFrame, encodeJpeg } from '@farsight/media';
import type { LiveHub, LiveStream } from '@farsight/server';
import type { Received, Receiver } from './receiver.js';

/** Frames that are not JPEG already are shown with this quality, 1..100. */
const quality = 80;
/** Only what the client itself sent comes back here: no stranger's limits. */
const maxPixels = 2 ** 30;

/** Pixels are gone when their frame is done with: one that has them is encoded so often, to be shown again. */
const keepEveryMs = 250;

/** What can be shown again. */
interface Kept {
  readonly received: Received;
  /** Where it cannot be made of the frame any more. */
  readonly jpeg: Uint8Array | undefined;
}

/** Shows results as a live stream of a hub. Nothing is encoded while nobody watches. */
export class LivePublisher implements Receiver {
  readonly wantsPixels = false;
  readonly #hub: LiveHub;
  readonly #name: string;
  #stream: LiveStream | undefined;
  #last: Kept | undefined;
  #keptMs = -Infinity;

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
    this.#keep(received);
    this.#publish(received);
  }

  /** Shows the last frame again, for those who open the page late. */
  repeat(): void {
    if (this.#last !== undefined) this.#publish(this.#last.received, this.#last.jpeg);
  }

  close(): void {
    this.#stream?.close();
  }

  #keep(received: Received): void {
    const { image } = received.item;
    if (image.pixels === undefined) {
      this.#last = { received, jpeg: undefined };
    } else if (performance.now() - this.#keptMs >= keepEveryMs) {
      this.#keptMs = performance.now();
      this.#last = { received, jpeg: jpegOf(image) };
    }
  }

  #publish({ item, fps, latencyMs, drops }: Received, jpeg?: Uint8Array): void {
    if (this.#stream === undefined || this.#stream.watchers === 0) return;
    const { stamp, width, height, meta, timings } = item;
    const { index, ptsUs } = stamp;
    const figures = { timings, fps, latencyMs, drops };
    this.#stream.publish(jpeg ?? jpegOf(item.image), { index, ptsUs, width, height, meta, ...figures });
  }
}

function jpegOf(image: Received['item']['image']): Uint8Array {
  if (image.codec === 'jpeg') return image.data;
  if (image.pixels !== undefined) return encodeJpeg(image.pixels, { quality });
  using pixels = decodeFrame(image, { maxPixels });
  return encodeJpeg(pixels, { quality });
}
