import { VideoStreamDecoder, type DecodedVideoFrame } from '@farsight/media';
import type { Delivery } from '@farsight/protocol';
import type { FrameMemory } from '../frame-memory.js';
import type { ReceivedFrame } from './answer-frames.js';

/** How video is decoded. */
export interface DecodeSettings {
  readonly maxPixels: number;
  /** Live: chunks that only lack what they build on are lost; lossless: each is answered with an error. */
  readonly delivery: Delivery;
  /** Where the bytes of decoded frames go. Default: new memory. */
  readonly memory?: Pick<FrameMemory, 'take'>;
}

/**
 * Decodes the video among a stream's frames, in the order of presentation; all else passes as it is. Every chunk comes out
 * once: as a frame with the chunk's stamp, as an error, or as lost. Reads no further than it is asked for.
 */
export async function* decodeVideo(
  received: AsyncIterable<ReceivedFrame>,
  settings: DecodeSettings,
): AsyncGenerator<ReceivedFrame, void> {
  using stream = new LazyDecoder(settings);
  const ask = settings.delivery === 'live' ? lostOrDecoded : timed;
  for await (const item of received) {
    if (item.lost !== undefined || item.error !== undefined) {
      yield item;
    } else if (item.frame.codec === 'video') {
      yield* ask(stream.open().decode(item.frame));
    } else {
      // A camera was replaced by one in another format: what is kept back comes before it.
      if (stream.opened !== undefined) yield* ask(stream.opened.flush());
      yield item;
    }
  }
  if (stream.opened !== undefined) yield* ask(stream.opened.flush());
}

/** Most streams have no video in them. */
class LazyDecoder implements Disposable {
  readonly #settings: DecodeSettings;
  #opened: VideoStreamDecoder | undefined;

  constructor(settings: DecodeSettings) {
    this.#settings = settings;
  }

  get opened(): VideoStreamDecoder | undefined {
    return this.#opened;
  }

  open(): VideoStreamDecoder {
    const { maxPixels, memory } = this.#settings;
    const allocate = memory && ((byteLength: number) => memory.take(byteLength));
    return (this.#opened ??= new VideoStreamDecoder({ maxPixels, allocate }));
  }

  [Symbol.dispose](): void {
    this.#opened?.[Symbol.dispose]();
  }
}

/** As {@link timed}; a broken camera must not flood its stream with errors that all say the same. */
async function* lostOrDecoded(
  decoded: AsyncIterable<DecodedVideoFrame>,
): AsyncGenerator<ReceivedFrame, void> {
  for await (const item of timed(decoded)) {
    yield item.error !== undefined && item.awaitsKeyFrame === true
      ? { lost: 'decode', count: 1, indices: [item.stamp.index] }
      : item;
  }
}

/** Adds to each frame how long it was waited for. */
async function* timed(
  decoded: AsyncIterable<DecodedVideoFrame>,
): AsyncGenerator<DecodedVideoFrame & { readonly decodeMs?: number }, void> {
  let fromMs = performance.now();
  for await (const item of decoded) {
    yield item.error === undefined ? { ...item, decodeMs: performance.now() - fromMs } : item;
    fromMs = performance.now();
  }
}
