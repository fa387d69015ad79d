import { FarsightError, bytesPerPixel, type PixelFormat, type PixelFrame } from '@farsight/protocol';

/** How many PixelFrames this thread holds, for tests and metrics. */
export interface PixelFrameCounts {
  /** Made and neither disposed nor collected. */
  readonly live: number;
  /** Found by the garbage collector without having been disposed: each is a bug in its owner. */
  readonly leaked: number;
}

let live = 0;
let leaked = 0;

const leaks = new FinalizationRegistry<undefined>(() => {
  live -= 1;
  leaked += 1;
});

/** See {@link PixelFrameCounts}. */
export function pixelFrameCounts(): PixelFrameCounts {
  return { live, leaked };
}

/** Size and layout of a PixelFrame. */
export type PixelLayout = Pick<PixelFrame, 'width' | 'height' | 'format' | 'strideBytes'>;

/** The layout without padding between rows. */
export function tightLayout(width: number, height: number, format: PixelFormat): PixelLayout {
  return { width, height, format, strideBytes: width * bytesPerPixel[format] };
}

/**
 * A PixelFrame over bytes that it owns from now on; `onDispose` takes them back.
 *
 * Reading `data` of a disposed frame throws: its memory may already be that of another frame.
 */
export function createPixelFrame(
  layout: PixelLayout,
  data: Uint8Array,
  onDispose: () => void = () => undefined,
): PixelFrame {
  return new OwnedPixels(layout, data, onDispose);
}

class OwnedPixels implements PixelFrame {
  readonly width: number;
  readonly height: number;
  readonly format: PixelFormat;
  readonly strideBytes: number;
  #data: Uint8Array | undefined;
  readonly #onDispose: () => void;

  constructor({ width, height, format, strideBytes }: PixelLayout, data: Uint8Array, onDispose: () => void) {
    this.width = width;
    this.height = height;
    this.format = format;
    this.strideBytes = strideBytes;
    this.#data = data;
    this.#onDispose = onDispose;
    live += 1;
    leaks.register(this, undefined, this);
  }

  get data(): Uint8Array {
    if (this.#data === undefined) {
      throw new FarsightError('INTERNAL', 'The pixels of a disposed frame were asked for.');
    }
    return this.#data;
  }

  [Symbol.dispose](): void {
    if (this.#data === undefined) return;
    this.#data = undefined;
    live -= 1;
    leaks.unregister(this);
    this.#onDispose();
  }
}
