import { openSource, openVideoWriter } from '@farsight/media';
import type { PixelFrame } from '@farsight/protocol';

/** How a copy of a clip differs from it. */
export interface CopyOptions {
  /** Every nth pixel of every nth row. */
  readonly step: number;
  /** Frames from its beginning. */
  readonly frames: number;
}

/** Copies the beginning of a clip as H.264 without B-frames, a key frame every ten. */
export async function copyClip(path: string, to: string, { step, frames }: CopyOptions): Promise<void> {
  await using source = await openSource(path, { wire: 'raw', keepPixels: true });
  const writer = await openVideoWriter(to, { keyFrameInterval: 10 });
  for await (const { stamp, pixels } of source) {
    using whole = pixels!;
    if (stamp.index === frames) break;
    await writer.write(everyNth(whole, step), stamp.ptsUs);
  }
  await writer.close();
}

function everyNth({ width, height, strideBytes, data }: PixelFrame, step: number): PixelFrame {
  const size = { width: Math.floor(width / step), height: Math.floor(height / step) };
  const copy = Buffer.alloc(3 * size.width * size.height);
  for (let y = 0; y < size.height; y += 1) {
    for (let x = 0; x < size.width; x += 1) {
      const from = step * (y * strideBytes + 3 * x);
      copy.set(data.subarray(from, from + 3), 3 * (y * size.width + x));
    }
  }
  const strideCopied = 3 * size.width;
  return {
    ...size,
    format: 'rgb24',
    strideBytes: strideCopied,
    data: copy,
    [Symbol.dispose]: () => undefined,
  };
}
