import type { PixelFrame } from '@farsight/protocol';

/** One plane of a decoded picture. */
export interface Plane {
  readonly data: Uint8Array;
  /** Bytes from one row to the next. */
  readonly stride: number;
}

/**
 * Where the bytes of a pixel lie: `step` bytes from pixel to pixel, at `offsets` in them red, green and blue, or grey.
 * Of samples of 16 bits only the upper byte is taken, as libpng's strip_16 does; alpha is left out.
 */
export interface PackedLayout {
  readonly step: number;
  readonly offsets: readonly [red: number, green: number, blue: number] | readonly [grey: number];
}

/** Copies packed pixels to a frame of the same size: `rgb24`, or `gray8` for grey layouts. */
export function unpackPixels({ data, stride }: Plane, { step, offsets }: PackedLayout, to: PixelFrame): void {
  const { width, height } = to;
  const [red, green, blue] = offsets;
  for (let y = 0; y < height; y++) {
    if (step === offsets.length && red === 0) {
      to.data.set(data.subarray(y * stride, y * stride + width * step), y * to.strideBytes);
    } else if (green === undefined || blue === undefined) {
      pickGrey(data, y * stride + red, step, to.data, y * width, width);
    } else {
      const at = y * stride;
      pickColour(data, at + red, at + green, at + blue, step, to.data.subarray(y * to.strideBytes), width);
    }
  }
}

function pickGrey(
  from: Uint8Array,
  start: number,
  step: number,
  to: Uint8Array,
  at: number,
  width: number,
): void {
  for (let x = 0, source = start; x < width; x++, source += step) to[at + x] = from[source]!;
}

function pickColour(
  from: Uint8Array,
  red: number,
  green: number,
  blue: number,
  step: number,
  to: Uint8Array,
  width: number,
): void {
  for (let x = 0, at = 0; x < width; x++, at += 3) {
    const pixel = x * step;
    to[at] = from[red + pixel]!;
    to[at + 1] = from[green + pixel]!;
    to[at + 2] = from[blue + pixel]!;
  }
}

/** Colours of a palette, 4 bytes each: blue, green, red, alpha (FFmpeg's native-endian ARGB on little-endian machines). */
export function unpackPalette({ data, stride }: Plane, palette: Uint8Array, to: PixelFrame): void {
  for (let y = 0; y < to.height; y++) {
    let at = y * to.strideBytes;
    for (let x = 0; x < to.width; x++, at += 3) {
      const colour = data[y * stride + x]! * 4;
      to.data[at] = palette[colour + 2]!;
      to.data[at + 1] = palette[colour + 1]!;
      to.data[at + 2] = palette[colour]!;
    }
  }
}

/** Eight pixels a byte, the first on top. `ones` is the grey of bits that are set: 255, or 0 where they mean black. */
export function unpackBits({ data, stride }: Plane, ones: 0 | 255, to: PixelFrame): void {
  for (let y = 0; y < to.height; y++) {
    for (let x = 0; x < to.width; x++) {
      const set = (data[y * stride + (x >> 3)]! >> (7 - (x & 7))) & 1;
      to.data[y * to.strideBytes + x] = set === 1 ? ones : 255 - ones;
    }
  }
}

/** Pixels of two bytes, little-endian, blue in the lowest bits, then green, then red; the missing bits are 0. */
export function unpackShort({ data, stride }: Plane, greenBits: 5 | 6, to: PixelFrame): void {
  const greenMask = (0xff << (8 - greenBits)) & 0xff;
  for (let y = 0; y < to.height; y++) {
    let at = y * to.strideBytes;
    for (let x = 0; x < to.width; x++, at += 3) {
      const pixel = data[y * stride + 2 * x]! | (data[y * stride + 2 * x + 1]! << 8);
      to.data[at] = (pixel >> (2 + greenBits)) & 0xf8;
      to.data[at + 1] = (pixel >> (greenBits - 3)) & greenMask;
      to.data[at + 2] = (pixel << 3) & 0xf8;
    }
  }
}
