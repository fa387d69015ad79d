import { AV_LOG_QUIET } from 'node-av/constants';
import { CodecContext, Frame, Log, Packet, SoftwareScaleContext } from 'node-av/lib';

/*
 * node-av's handles with one owner each: made ready to use, freed by `using` or `dispose`, and counted, so that tests can
 * tell whether one was forgotten. Buffers that FFmpeg hands out (`frame.data`, `packet.data`) are views of native memory:
 * reading one after its handle was freed, by hand or by the garbage collector, crashes the process. They never leave the
 * scope of their handle.
 */

let live = 0;

/** Handles of this thread that were opened and not freed yet. */
export function liveNativeHandles(): number {
  return live;
}

/** Counts a handle as open; the returned function counts it as freed, once. */
export function countHandle(): () => void {
  // FFmpeg would write to stderr what it thinks of every broken packet, URLs with passwords included.
  if (live === 0) Log.setLevel(AV_LOG_QUIET);
  live += 1;
  let open = true;
  return () => {
    if (open) live -= 1;
    open = false;
  };
}

/** A frame in native memory. */
export class NativeFrame extends Frame {
  readonly #freed = countHandle();

  constructor() {
    super();
    this.alloc();
  }

  override [Symbol.dispose](): void {
    this.free();
    this.#freed();
  }
}

/** A packet in native memory. */
export class NativePacket extends Packet {
  readonly #freed = countHandle();

  constructor() {
    super();
    this.alloc();
  }

  override [Symbol.dispose](): void {
    this.free();
    this.#freed();
  }
}

/** A decoder or encoder. Dispose it only while none of its calls is running. */
export class NativeCodec extends CodecContext {
  readonly #freed = countHandle();

  override [Symbol.dispose](): void {
    this.freeContext();
    this.#freed();
  }
}

/** Converts size, pixel format and colour space as the two frames given to `scaleFrame` say. */
export class NativeScaler extends SoftwareScaleContext {
  readonly #freed = countHandle();

  constructor() {
    super();
    this.allocContext();
  }

  override [Symbol.dispose](): void {
    this.freeContext();
    this.#freed();
  }
}
