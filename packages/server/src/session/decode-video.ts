import { VideoStreamDecoder, type DecodedVideoFrame } from '@farsight/media';
import type { ReceivedFrame } from './answer-frames.js';

/**
 * Decodes the video among a stream's frames, in the order of presentation; all else passes as it is. Every chunk comes out
 * once, as a frame with the chunk's stamp or as an error. Reads no further than it is asked for.
 */
export async function* decodeVideo(
  received: AsyncIterable<ReceivedFrame>,
  limits: { readonly maxPixels: number },
): AsyncGenerator<ReceivedFrame, void> {
  using stream = new LazyDecoder(limits);
  for await (const item of received) {
    if (item.lost === undefined && item.error === undefined && item.frame.codec === 'video') {
      yield* timed(stream.open().decode(item.frame));
    } else {
      yield item;
    }
  }
  if (stream.opened !== undefined) yield* timed(stream.opened.flush());
}

/** Most streams have no video in them. */
class LazyDecoder implements Disposable {
  readonly #limits: { readonly maxPixels: number };
  #opened: VideoStreamDecoder | undefined;

  constructor(limits: { readonly maxPixels: number }) {
    this.#limits = limits;
  }

  get opened(): VideoStreamDecoder | undefined {
    return this.#opened;
  }

  open(): VideoStreamDecoder {
    return (this.#opened ??= new VideoStreamDecoder(this.#limits));
  }

  [Symbol.dispose](): void {
    this.#opened?.[Symbol.dispose]();
  }
}

/** Adds to each frame how long it was waited for. */
async function* timed(decoded: AsyncIterable<DecodedVideoFrame>): AsyncGenerator<ReceivedFrame, void> {
  let fromMs = performance.now();
  for await (const item of decoded) {
    yield item.error === undefined ? { ...item, decodeMs: performance.now() - fromMs } : item;
    fromMs = performance.now();
  }
}
