import {
  FarsightError,
  maxPicturesKeptBack,
  type Stamp,
  type VideoChunk,
  type VideoConfig,
} from '@farsight/protocol';
import type { DecodeLimits } from '../image/decode-image.js';
import { isDamaged } from './damaged-picture.js';
import { NativePacket, type NativeFrame } from './native-handles.js';
import { openConfigured, sameConfig } from './open-configured.js';
import { orientationOf } from './orientation.js';
import { Turner } from './turner.js';
import type { VideoDecoder } from './video-decoder.js';

/** What became of a chunk: its picture, upright, which belongs to whoever receives it, or why there is none. */
export type DecodedChunk =
  | { readonly stamp: Stamp; readonly picture: NativeFrame }
  | {
      readonly stamp: Stamp;
      readonly error: FarsightError;
      /** Whether nothing is wrong with the chunk itself: what it builds on is missing or damaged. */
      readonly awaitsKeyFrame?: boolean;
    };

/** What decodes the chunks of one configuration. */
interface Running {
  readonly config: VideoConfig;
  readonly decoder: VideoDecoder;
  readonly turner: Turner;
}

/**
 * Decodes the chunks of one stream. Each chunk given comes out once, with its picture or an error: pictures in the order of
 * presentation, paired with their chunks by index. After a loss (a gap in the indices, a damaged chunk) nothing is decoded
 * until the next key frame: what builds on a damaged picture is no picture of the camera's.
 *
 * One call at a time; the owner disposes it, while no call is running.
 */
export class ChunkDecoder implements Disposable {
  readonly #limits: DecodeLimits;
  readonly #packet = new NativePacket();
  /** Given to the decoder, and no picture yet; by index, in the order of decoding. */
  readonly #pending = new Map<number, VideoChunk>();
  #running: Running | undefined;
  #needsKeyFrame = true;
  #lastIndex: number | undefined;

  constructor(limits: DecodeLimits) {
    this.#limits = limits;
  }

  /** The chunks that are decided by this one. */
  async *decode(chunk: VideoChunk): AsyncGenerator<DecodedChunk, void, undefined> {
    const { stamp, config, keyFrame } = chunk;
    if (this.#lastIndex !== undefined && stamp.index !== this.#lastIndex + 1) yield* this.flush();
    this.#lastIndex = stamp.index;
    try {
      if (config !== undefined) yield* this.#configure(config);
    } catch (error) {
      yield { stamp, error: FarsightError.from(error) };
      return;
    }
    const missing = this.#missing(keyFrame);
    if (missing !== undefined) {
      yield { stamp, error: new FarsightError('INVALID_FRAME', missing), awaitsKeyFrame: !keyFrame };
      return;
    }
    this.#needsKeyFrame = false;
    yield* this.#decode(chunk);
  }

  /** The chunks that are not decided, at the end of the stream or where it is interrupted. Decoding may go on at a key frame. */
  async *flush(): AsyncGenerator<DecodedChunk, void, undefined> {
    yield* this.#picturesOf(undefined);
    yield* this.#giveUp(0);
    this.#running?.decoder.reset();
    this.#needsKeyFrame = true;
  }

  /** @throws FarsightError UNSUPPORTED, FRAME_TOO_LARGE, INVALID_FRAME */
  async *#configure(config: VideoConfig): AsyncGenerator<DecodedChunk, void, undefined> {
    if (this.#running !== undefined && sameConfig(this.#running.config, config)) return;
    yield* this.flush();
    this.#stop();
    const decoder = await openConfigured(config, this.#limits);
    this.#running = { config, decoder, turner: new Turner(orientationOf(config)) };
  }

  /** What a chunk cannot be decoded without. */
  #missing(keyFrame: boolean): string | undefined {
    if (this.#running === undefined)
      return 'The first frame of a video needs its configuration (field "video").';
    if (keyFrame || !this.#needsKeyFrame) return undefined;
    return 'This frame of the video builds on others that are missing or damaged: a key frame is needed first.';
  }

  async *#decode(chunk: VideoChunk): AsyncGenerator<DecodedChunk, void, undefined> {
    const { stamp, data, keyFrame } = chunk;
    this.#pending.set(stamp.index, chunk);
    this.#packet.unref();
    this.#packet.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    // Not the presentation time: times may be missing or the same for two, and a picture must find its chunk.
    this.#packet.pts = BigInt(stamp.index);
    this.#packet.isKeyframe = keyFrame;
    yield* this.#picturesOf(this.#packet);
    if (this.#needsKeyFrame) {
      if (this.#pending.has(stamp.index)) yield this.#lost(stamp.index);
      yield* this.flush();
    }
    yield* this.#giveUp(maxPicturesKeptBack);
  }

  async *#picturesOf(packet: NativePacket | undefined): AsyncGenerator<DecodedChunk, void, undefined> {
    const { decoder } = this.#running ?? {};
    const broken = decoder?.broken ?? 0;
    for await (const picture of decoder?.decode(packet) ?? []) yield* this.#pair(picture);
    if (decoder !== undefined && decoder.broken > broken) this.#needsKeyFrame = true;
  }

  /** Consumes the picture. */
  async *#pair(picture: NativeFrame): AsyncGenerator<DecodedChunk, void, undefined> {
    const index = Number(picture.pts);
    const chunk = this.#pending.get(index);
    if (chunk === undefined) {
      // The second picture of a chunk, or one that was given up.
      picture[Symbol.dispose]();
      return;
    }
    this.#pending.delete(index);
    // Nothing that is decoded before a key frame is shown after it.
    if (chunk.keyFrame)
      for (const earlier of this.#pending.keys()) if (earlier < index) yield this.#lost(earlier);
    yield await this.#upright(chunk.stamp, picture);
  }

  async #upright(stamp: Stamp, picture: NativeFrame): Promise<DecodedChunk> {
    if (isDamaged(picture)) {
      picture[Symbol.dispose]();
      this.#needsKeyFrame = true;
      return { stamp, error: this.#damaged() };
    }
    try {
      const turned = await this.#running?.turner.turn(picture);
      return { stamp, picture: turned ?? picture };
    } catch (error) {
      return { stamp, error: FarsightError.from(error) };
    }
  }

  /** Of the chunks without a picture, all but the newest `kept` have none. */
  *#giveUp(kept: number): Generator<DecodedChunk, void, undefined> {
    for (const index of this.#pending.keys()) {
      if (this.#pending.size <= kept) return;
      yield this.#lost(index);
    }
  }

  #lost(index: number): DecodedChunk {
    const stamp = this.#pending.get(index)?.stamp;
    this.#pending.delete(index);
    if (stamp === undefined) throw new FarsightError('INTERNAL', 'A chunk of the video was decided twice.');
    return { stamp, error: this.#damaged() };
  }

  #damaged(): FarsightError {
    return new FarsightError(
      'INVALID_FRAME',
      `This frame of the video is damaged or incomplete, or has more than ${this.#limits.maxPixels} pixels.`,
    );
  }

  #stop(): void {
    this.#running?.decoder[Symbol.dispose]();
    this.#running?.turner[Symbol.dispose]();
    this.#running = undefined;
  }

  [Symbol.dispose](): void {
    this.#stop();
    this.#packet[Symbol.dispose]();
  }
}
