import type { StreamPublisher } from '@farsight/media';
import type { Received, Receiver } from './receiver.js';

/** Publishes the annotated frames as a stream, each at its own time. */
export class PublishedOutput implements Receiver {
  readonly wantsPixels = true;
  readonly #shown: string;
  readonly #publisher: StreamPublisher;

  /** @param shown - what people may read of its URL */
  constructor(shown: string, publisher: StreamPublisher) {
    this.#shown = shown;
    this.#publisher = publisher;
  }

  async receive({ item, painted }: Received): Promise<void> {
    if (painted !== undefined) await this.#publisher.write(painted, item.stamp.ptsUs);
  }

  close(): Promise<void> {
    return this.#publisher.close();
  }

  report(): readonly string[] {
    const { sent, dropped, losses } = this.#publisher;
    if (sent === 0) return [];
    const away = losses === 0 ? '' : `, lost and found ${losses === 1 ? 'once' : `${losses} times`}`;
    return [`Published: ${this.#shown}, ${sent} frames, ${dropped} dropped${away}`];
  }
}
