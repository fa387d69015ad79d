import { tmpdir } from 'node:os';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EncodedFrame, PixelFrame } from '@farsight/protocol';
import { afterAll, expect } from 'vitest';
import { decodeFrame } from '../../image/decode-frame.js';
import { pixelFrameCounts } from '../../pixels/pixel-frame.js';
import { liveNativeHandles } from '../../video/native-handles.js';
import { shownNumber } from '../../video/testing/make-clip.js';

/** A folder for the files of one spec, removed at its end. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'farsight-spec-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** All frames of a source; their kept pixels, if any, are the caller's. */
export async function collect(frames: AsyncIterable<EncodedFrame>): Promise<EncodedFrame[]> {
  const all: EncodedFrame[] = [];
  for await (const frame of frames) all.push(frame);
  return all;
}

/** Decodes a frame, hands its pixels to `use` and frees them. */
export function withPixels<T>(frame: EncodedFrame, use: (pixels: PixelFrame) => T): T {
  using pixels = decodeFrame(frame, { maxPixels: 1e8 });
  return use(pixels);
}

/** Brightness at a share of width and height. */
export function lumaAt(pixels: PixelFrame, x: number, y: number): number {
  const at = Math.floor(y * pixels.height) * pixels.strideBytes + 3 * Math.floor(x * pixels.width);
  const [red = 0, green = 0, blue = 0] = pixels.data.subarray(at, at + 3);
  return (red + green + blue) / 3;
}

/** The number that a frame made by `makeClip` shows. */
export function numberOf(frame: EncodedFrame): number {
  return withPixels(frame, (pixels) => shownNumber((x, y) => lumaAt(pixels, x, y)));
}

/** Nothing native and no pixels may be left. */
export function expectNothingLeft(): void {
  expect(liveNativeHandles()).toBe(0);
  expect(pixelFrameCounts()).toEqual({ live: 0, leaked: 0 });
}
