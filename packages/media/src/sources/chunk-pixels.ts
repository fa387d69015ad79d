import type { EncodedFrame, PixelFrame, VideoChunk } from '@farsight/protocol';
import type { DecodeLimits } from '../image/decode-image.js';
import { ChunkDecoder, type DecodedChunk } from '../video/chunk-decoder.js';
import { PictureConverter } from '../video/picture-converter.js';

/** A chunk whose picture is awaited, or has come. */
interface Waiting {
  readonly chunk: VideoChunk;
  decided: boolean;
  pixels?: PixelFrame;
}

/**
 * The chunks of a video with their pixels, which belong to the consumer. A chunk waits for its picture, and those after it
 * with it: as long as the order of presentation takes. A chunk that cannot be decoded has none.
 */
export async function* withChunkPixels(
  frames: AsyncIterable<EncodedFrame>,
  limits: DecodeLimits,
): AsyncGenerator<EncodedFrame, void, undefined> {
  using decoder = new ChunkDecoder(limits);
  using line = new ChunkLine();
  async function* rest(): AsyncGenerator<EncodedFrame, void, undefined> {
    for await (const decoded of decoder.flush()) await line.decide(decoded);
    yield* line.take();
  }
  for await (const frame of frames) {
    if (frame.codec === 'video') {
      line.add(frame);
      for await (const decoded of decoder.decode(frame)) await line.decide(decoded);
      yield* line.take();
    } else {
      // The camera was replaced by one in another format: what waits comes before it.
      yield* rest();
      yield frame;
    }
  }
  yield* rest();
}

/** Chunks in the order of decoding, which come out in this order as soon as they are decided. */
class ChunkLine implements Disposable {
  readonly #converter = new PictureConverter();
  /** By index. */
  readonly #waiting = new Map<number, Waiting>();

  add(chunk: VideoChunk): void {
    this.#waiting.set(chunk.stamp.index, { chunk, decided: false });
  }

  /** Consumes the picture. */
  async decide(decoded: DecodedChunk): Promise<void> {
    const waiting = this.#waiting.get(decoded.stamp.index);
    if (waiting !== undefined) waiting.decided = true;
    if ('error' in decoded) return;
    using picture = decoded.picture;
    const pixels = await this.#converter.toPixels(picture);
    if (waiting !== undefined) waiting.pixels = pixels;
  }

  /** The chunks at the front that are decided. */
  *take(): Generator<VideoChunk, void, undefined> {
    for (const [index, { chunk, decided, pixels }] of this.#waiting) {
      if (!decided) return;
      this.#waiting.delete(index);
      yield pixels === undefined ? chunk : { ...chunk, pixels };
    }
  }

  [Symbol.dispose](): void {
    for (const { pixels } of this.#waiting.values()) pixels?.[Symbol.dispose]();
    this.#converter[Symbol.dispose]();
  }
}
