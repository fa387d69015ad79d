import { FarsightError, type PixelFrame } from '@farsight/protocol';
import {
  AV_PIX_FMT_0BGR,
  AV_PIX_FMT_0RGB,
  AV_PIX_FMT_ABGR,
  AV_PIX_FMT_ARGB,
  AV_PIX_FMT_BGR0,
  AV_PIX_FMT_BGR24,
  AV_PIX_FMT_BGRA,
  AV_PIX_FMT_GRAY16BE,
  AV_PIX_FMT_GRAY16LE,
  AV_PIX_FMT_GRAY8,
  AV_PIX_FMT_MONOBLACK,
  AV_PIX_FMT_MONOWHITE,
  AV_PIX_FMT_PAL8,
  AV_PIX_FMT_RGB0,
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_RGB48BE,
  AV_PIX_FMT_RGB48LE,
  AV_PIX_FMT_RGB555LE,
  AV_PIX_FMT_RGB565LE,
  AV_PIX_FMT_RGBA,
  AV_PIX_FMT_RGBA64BE,
  AV_PIX_FMT_RGBA64LE,
  AV_PIX_FMT_YA16BE,
  AV_PIX_FMT_YA16LE,
  AV_PIX_FMT_YA8,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUVA420P,
} from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import { allocatePixels } from '../pixels/pixel-memory.js';
import type { StillCodec } from './headers/image-header.js';
import {
  unpackBits,
  unpackPalette,
  unpackPixels,
  unpackShort,
  type PackedLayout,
  type Plane,
} from '../pixels/unpack.js';
import { convertWebp, type Yuv420 } from '../pixels/yuv420.js';

const packed = new Map<number, PackedLayout>([
  [AV_PIX_FMT_RGB24, { step: 3, offsets: [0, 1, 2] }],
  [AV_PIX_FMT_BGR24, { step: 3, offsets: [2, 1, 0] }],
  [AV_PIX_FMT_RGBA, { step: 4, offsets: [0, 1, 2] }],
  [AV_PIX_FMT_RGB0, { step: 4, offsets: [0, 1, 2] }],
  [AV_PIX_FMT_BGRA, { step: 4, offsets: [2, 1, 0] }],
  [AV_PIX_FMT_BGR0, { step: 4, offsets: [2, 1, 0] }],
  [AV_PIX_FMT_ARGB, { step: 4, offsets: [1, 2, 3] }],
  [AV_PIX_FMT_0RGB, { step: 4, offsets: [1, 2, 3] }],
  [AV_PIX_FMT_ABGR, { step: 4, offsets: [3, 2, 1] }],
  [AV_PIX_FMT_0BGR, { step: 4, offsets: [3, 2, 1] }],
  [AV_PIX_FMT_RGB48BE, { step: 6, offsets: [0, 2, 4] }],
  [AV_PIX_FMT_RGB48LE, { step: 6, offsets: [1, 3, 5] }],
  [AV_PIX_FMT_RGBA64BE, { step: 8, offsets: [0, 2, 4] }],
  [AV_PIX_FMT_RGBA64LE, { step: 8, offsets: [1, 3, 5] }],
  [AV_PIX_FMT_GRAY8, { step: 1, offsets: [0] }],
  [AV_PIX_FMT_YA8, { step: 2, offsets: [0] }],
  [AV_PIX_FMT_GRAY16BE, { step: 2, offsets: [0] }],
  [AV_PIX_FMT_GRAY16LE, { step: 2, offsets: [1] }],
  [AV_PIX_FMT_YA16BE, { step: 4, offsets: [0] }],
  [AV_PIX_FMT_YA16LE, { step: 4, offsets: [1] }],
]);

/**
 * Copies a decoded frame to pixels: `gray8` for grey formats, else `rgb24`.
 *
 * @throws FarsightError UNSUPPORTED for layouts that images of our formats hardly ever have.
 */
export function pixelsOfFrame(frame: Frame, codec: StillCodec): PixelFrame {
  const { width, height, format } = frame;
  const layout = packed.get(format);
  if (layout !== undefined) {
    return fill(width, height, layout.offsets.length === 1, (to) =>
      unpackPixels(planeOf(frame, 0), layout, to),
    );
  }
  switch (format) {
    case AV_PIX_FMT_PAL8:
      return paletteFrame(frame);
    case AV_PIX_FMT_MONOBLACK:
      return fill(width, height, true, (to) => unpackBits(planeOf(frame, 0), 255, to));
    case AV_PIX_FMT_MONOWHITE:
      return fill(width, height, true, (to) => unpackBits(planeOf(frame, 0), 0, to));
    case AV_PIX_FMT_RGB555LE:
      return fill(width, height, false, (to) => unpackShort(planeOf(frame, 0), 5, to));
    case AV_PIX_FMT_RGB565LE:
      return fill(width, height, false, (to) => unpackShort(planeOf(frame, 0), 6, to));
    case AV_PIX_FMT_YUV420P:
    case AV_PIX_FMT_YUVA420P:
      if (codec !== 'webp') throw unsupportedLayout();
      return fill(width, height, false, (to) => convertWebp(yuvOf(frame), to));
    default:
      throw unsupportedLayout();
  }
}

function unsupportedLayout(): FarsightError {
  return new FarsightError('UNSUPPORTED', 'Images with this layout of samples are not read.');
}

function fill(width: number, height: number, grey: boolean, write: (to: PixelFrame) => void): PixelFrame {
  const pixels = allocatePixels(width, height, grey ? 'gray8' : 'rgb24');
  try {
    write(pixels);
    return pixels;
  } catch (error) {
    pixels[Symbol.dispose]();
    throw error;
  }
}

function planeOf(frame: Frame, index: number): Plane {
  const data = frame.data?.[index];
  const stride = frame.linesize[index];
  if (data === undefined || stride === undefined) {
    throw new FarsightError('INTERNAL', 'The decoder gave a frame without pixels.');
  }
  return { data, stride };
}

function yuvOf(frame: Frame): Yuv420 {
  return { y: planeOf(frame, 0), u: planeOf(frame, 1), v: planeOf(frame, 2) };
}

/** The palette is a plane without rows, which `frame.data` leaves out; a copy of the frame has it at its end. */
function paletteFrame(frame: Frame): PixelFrame {
  const bytes = frame.toBuffer();
  const { width, height } = frame;
  const palette = bytes.subarray(bytes.length - 1024);
  return fill(width, height, false, (to) => unpackPalette({ data: bytes, stride: width }, palette, to));
}
