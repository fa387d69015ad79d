import type { VideoStream } from './demuxer.js';
import { NativePacket } from './native-handles.js';
import { startCode, unitTypesOf, type UnitTypes } from './unit-types.js';

/** The first packet of a picture and what belongs to it. */
interface Held {
  readonly pts: bigint;
  readonly dts: bigint;
  readonly streamIndex: number;
  readonly parts: Buffer[];
}

/**
 * Puts key frames together again that FFmpeg's parser has cut. It takes parameter sets for the beginning of a picture, and
 * some cameras repeat them before each slice of a key frame (GStreamer's `rtph264pay config-interval=-1` with an encoder of
 * several slices). Decoded one by one, the first would be half a picture and the others none.
 *
 * That a key frame is whole shows only when the next picture begins. So as not to make all of them wait for that, the joiner
 * learns from the first in how many parts they come. The owner disposes it.
 */
export class PictureJoiner implements Disposable {
  readonly #types: UnitTypes;
  readonly #whole = new NativePacket();
  #held: Held | undefined;
  /** Parts of a key frame; undefined to find out from the next. */
  #parts: number | undefined;

  private constructor(types: UnitTypes) {
    this.#types = types;
  }

  /** Undefined for formats without such parts, and for containers, which keep pictures whole. */
  static of({ parameters }: Pick<VideoStream, 'parameters'>): PictureJoiner | undefined {
    const types = unitTypesOf(parameters.codecId);
    // Of H.264 and H.265 alike, what a container says of its pictures begins with 1; a byte stream begins with 0.
    return types === undefined || parameters.extradata?.[0] === 1 ? undefined : new PictureJoiner(types);
  }

  /** The packets that are whole now, none to two. Each is valid until the next is asked for. */
  *add(packet: NativePacket): Generator<NativePacket, void, undefined> {
    const goesOn = packet.data !== null && goesOnWithPicture(packet.data, this.#types);
    if (goesOn && this.#held !== undefined) {
      this.#held.parts.push(Buffer.from(packet.data ?? []));
      if (this.#held.parts.length === this.#parts) yield* this.flush();
      return;
    }
    if (this.#held !== undefined) {
      this.#parts = this.#held.parts.length;
      yield* this.flush();
    }
    // More than there were.
    if (goesOn) this.#parts = undefined;
    if (goesOn || !packet.isKeyframe || this.#parts === 1 || packet.data === null) {
      yield packet;
      return;
    }
    const { pts, dts, streamIndex } = packet;
    this.#held = { pts, dts, streamIndex, parts: [Buffer.from(packet.data)] };
  }

  /** What waits for more. */
  *flush(): Generator<NativePacket, void, undefined> {
    if (this.#held === undefined) return;
    const { parts, ...times } = this.#held;
    this.#held = undefined;
    this.#whole.unref();
    this.#whole.data = Buffer.concat(parts);
    yield Object.assign(this.#whole, times, { isKeyframe: true });
  }

  [Symbol.dispose](): void {
    this.#whole[Symbol.dispose]();
  }
}

/** Whether the first part of a picture in a byte stream is not the first of its picture. */
function goesOnWithPicture(stream: Uint8Array, { typeOf, isPicture, headerBytes }: UnitTypes): boolean {
  const bytes = Buffer.from(stream.buffer, stream.byteOffset, stream.length);
  for (let at = bytes.indexOf(startCode); at >= 0; at = bytes.indexOf(startCode, at + 3)) {
    const unit = at + 3;
    if (!isPicture(typeOf(bytes[unit] ?? 0))) continue;
    // H.264, 7.3.3: first_mb_in_slice, whose code for 0 is the bit 1. H.265, 7.3.6.1: first_slice_segment_in_pic_flag.
    return ((bytes[unit + headerBytes] ?? 0x80) & 0x80) === 0;
  }
  return false;
}
