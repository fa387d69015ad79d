import type { Stamp } from './stamp.js';
import type { VideoConfig } from './video-config.js';

/** Compressed still-image formats that travel as they are. */
export type ImageCodec = 'jpeg' | 'png' | 'webp';

/**
 * Layouts of raw pixels. Packed, 8 bits a channel, except `yuv420p`: planes Y, U, V one after the other (BT.601, limited
 * range), chroma planes half as wide and high (rounded up) with half the stride (rounded up).
 */
export type RawFormat = 'rgb24' | 'bgr24' | 'rgba' | 'bgra' | 'gray8' | 'yuv420p';

/** How raw bytes are to be read. */
export interface RawLayout {
  readonly format: RawFormat;
  /** Pixels, at least 1. */
  readonly width: number;
  /** Pixels, at least 1. */
  readonly height: number;
  /** Bytes from one row to the next (of the Y plane for `yuv420p`). */
  readonly strideBytes: number;
}

interface FrameBase {
  readonly stamp: Stamp;
  readonly data: Uint8Array;
  /**
   * The decoded pixels, where the source had to decode anyway and was asked to keep them for drawing. They belong to
   * whoever holds the frame, and are to be disposed by the last holder.
   */
  readonly pixels?: PixelFrame | undefined;
}

/** A frame as a compressed still image. */
export interface CompressedFrame extends FrameBase {
  readonly codec: ImageCodec;
}

/** A frame as raw pixels. */
export interface RawFrame extends FrameBase {
  readonly codec: 'raw';
  readonly raw: RawLayout;
}

/** A frame that can be decoded by itself. */
export type StillFrame = CompressedFrame | RawFrame;

/**
 * One access unit of a video as a camera or file has it. Those of a stream come in the order of decoding, which is that of
 * `stamp.index`; `stamp.ptsUs` says when the picture is to be shown.
 */
export interface VideoChunk extends FrameBase {
  readonly codec: 'video';
  /** Whether decoding can begin here. */
  readonly keyFrame: boolean;
  /** How to decode this chunk and those after it: on the first one, and on a key frame from which it changes. */
  readonly config?: VideoConfig | undefined;
}

/** Bytes of one frame with its stamp: what a source yields and what travels to the server. */
export type EncodedFrame = StillFrame | VideoChunk;

/** Layouts of decoded pixels: packed, 8 bits a channel. */
export type PixelFormat = Exclude<RawFormat, 'yuv420p'>;

/** Bytes per pixel of each {@link PixelFormat}. */
export const bytesPerPixel: Readonly<Record<PixelFormat, number>> = {
  rgb24: 3,
  bgr24: 3,
  rgba: 4,
  bgra: 4,
  gray8: 1,
};

/**
 * Decoded pixels, upright. Owns its memory and has one owner at a time: who receives it disposes it, and `data` must not
 * be touched afterwards.
 */
export interface PixelFrame extends Disposable {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  readonly format: PixelFormat;
  /** Bytes from one row to the next, at least `width * bytesPerPixel[format]`. */
  readonly strideBytes: number;
  readonly data: Uint8Array;
}

/** A plane of raw pixels. */
export interface RawPlane {
  /** Bytes before its first row. */
  readonly offset: number;
  readonly rows: number;
  /** Bytes of a row that are pixels. */
  readonly rowBytes: number;
  /** Bytes from one row to the next. */
  readonly strideBytes: number;
}

/** Where the planes of a layout lie: Y, U and V of `yuv420p`, one of all other formats. */
export function rawPlanes(layout: RawLayout): readonly [RawPlane, ...RawPlane[]] {
  const { format, width, height: rows, strideBytes } = layout;
  const first = { offset: 0, rows, rowBytes: tightStride(format, width), strideBytes };
  if (format !== 'yuv420p') return [first];
  const chroma = { rows: half(rows), rowBytes: half(width), strideBytes: half(strideBytes) };
  const offset = strideBytes * rows;
  return [first, { ...chroma, offset }, { ...chroma, offset: offset + chroma.strideBytes * chroma.rows }];
}

function half(size: number): number {
  return Math.ceil(size / 2);
}

/**
 * Bytes that raw pixels of this layout take: `data` must be exactly as long. The last row of packed pixels has no padding.
 */
export function rawByteLength(layout: RawLayout): number {
  const planes = rawPlanes(layout);
  const total = planes.reduce((sum, { rows, strideBytes }) => sum + rows * strideBytes, 0);
  const [{ rowBytes, strideBytes }] = planes;
  return layout.format === 'yuv420p' ? total : total - (strideBytes - rowBytes);
}

/** Smallest stride of a row of `width` pixels, in bytes: rows without padding. */
export function tightStride(format: RawFormat, width: number): number {
  return format === 'yuv420p' ? width : width * bytesPerPixel[format];
}
