import { FarsightError, type RawFrame, type VideoChunk } from '@farsight/protocol';
import type { DecodeLimits } from '../image/decode-image.js';
import { newMemory } from '../pixels/pixel-memory.js';
import { ChunkDecoder, type DecodedChunk } from './chunk-decoder.js';
import { PictureConverter } from './picture-converter.js';

/** What became of a chunk: its picture as yuv420p, or why there is none. */
export type DecodedVideoFrame =
  { readonly frame: RawFrame; readonly error?: undefined } | Extract<DecodedChunk, { error: FarsightError }>;

/** How a stream of video is decoded. */
export interface VideoStreamDecoderOptions extends DecodeLimits {
  /** Gives the memory that the bytes of frames are written to; see `SourceOptions.allocate`. Default: new memory. */
  readonly allocate?: ((byteLength: number) => Uint8Array) | undefined;
}

/**
 * Decodes one stream of video. Every chunk given comes out once, pictures in the order of presentation with the stamps of
 * their chunks; a chunk without a picture comes out as an error, and decoding goes on at the next key frame.
 *
 * The work is done in libuv's thread pool. One call at a time; the owner disposes it, while no call is running.
 */
export class VideoStreamDecoder implements Disposable {
  readonly #chunks: ChunkDecoder;
  readonly #converter = new PictureConverter();
  readonly #allocate: (byteLength: number) => Uint8Array;

  /** @param options - larger frames are errors; nothing is decoded of them. */
  constructor({ maxPixels, allocate = newMemory }: VideoStreamDecoderOptions) {
    this.#chunks = new ChunkDecoder({ maxPixels });
    this.#allocate = allocate;
  }

  /** The frames that this chunk completes, none or several. */
  async *decode(chunk: VideoChunk): AsyncGenerator<DecodedVideoFrame, void, undefined> {
    for await (const decoded of this.#chunks.decode(chunk)) yield await this.#convert(decoded);
  }

  /** The frames that are left, at the end of the stream or where it is interrupted. Decoding may go on at a key frame. */
  async *flush(): AsyncGenerator<DecodedVideoFrame, void, undefined> {
    for await (const decoded of this.#chunks.flush()) yield await this.#convert(decoded);
  }

  async #convert(decoded: DecodedChunk): Promise<DecodedVideoFrame> {
    if ('error' in decoded) return decoded;
    const { stamp, picture } = decoded;
    using source = picture;
    try {
      return { frame: { stamp, codec: 'raw', ...(await this.#converter.toRaw(source, this.#allocate)) } };
    } catch (error) {
      return { stamp, error: FarsightError.from(error) };
    }
  }

  [Symbol.dispose](): void {
    this.#converter[Symbol.dispose]();
    this.#chunks[Symbol.dispose]();
  }
}
