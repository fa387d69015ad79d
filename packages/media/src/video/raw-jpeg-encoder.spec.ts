import { rawByteLength, type RawFormat, type RawFrame } from '@farsight/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { decodeFrame } from '../image/decode-frame.js';
import { decodeImage } from '../image/decode-image.js';
import { expectNothingLeft } from '../sources/testing/collect.js';
import { liveNativeHandles } from './native-handles.js';
import { RawJpegEncoder } from './raw-jpeg-encoder.js';

const limits = { maxPixels: 1e6 };

/** A smooth picture, which JPEG keeps well, with padding after every row that must not be seen. */
function rawFrame(format: RawFormat, width: number, height: number, padding: number): RawFrame {
  const channels = { rgb24: 3, bgr24: 3, rgba: 4, bgra: 4, gray8: 1, yuv420p: 1 }[format];
  const raw = { format, width, height, strideBytes: width * channels + padding };
  const data = new Uint8Array(rawByteLength(raw)).fill(255);
  const planes = [[width * channels, height, raw.strideBytes] as const];
  if (format === 'yuv420p') planes.push(chromaOf(raw), chromaOf(raw));
  let start = 0;
  for (const [plane, [rowBytes, rows, stride]] of planes.entries()) {
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < rowBytes; x++)
        data[start + y * stride + x] = 60 + 40 * plane + (x % channels) * 30 + Math.floor(x / channels) + y;
    start += stride * rows;
  }
  return { stamp: { streamId: 'test', index: 0, ptsUs: 0 }, codec: 'raw', raw, data };
}

function chromaOf(raw: RawFrame['raw']): readonly [number, number, number] {
  return [Math.ceil(raw.width / 2), Math.ceil(raw.height / 2), Math.ceil(raw.strideBytes / 2)];
}

/** The largest mean difference of a channel, and the sizes. */
function compare(jpeg: Uint8Array, frame: RawFrame): { size: number[]; difference: number } {
  using expected = decodeFrame(frame, limits);
  using got = decodeImage(jpeg, limits);
  const pick = { rgb24: [0, 1, 2], bgr24: [2, 1, 0], rgba: [0, 1, 2], bgra: [2, 1, 0], gray8: [0, 0, 0] };
  const step = expected.strideBytes;
  const channels = { rgb24: 3, bgr24: 3, rgba: 4, bgra: 4, gray8: 1 }[expected.format];
  let sum = 0;
  for (let y = 0; y < got.height; y++)
    for (let x = 0; x < got.width; x++)
      for (let c = 0; c < 3; c++) {
        const at = y * step + x * channels + pick[expected.format][c]!;
        const own = got.data[y * got.strideBytes + (got.format === 'gray8' ? x : 3 * x + c)]!;
        sum += Math.abs(expected.data[at]! - own);
      }
  return { size: [got.width, got.height], difference: sum / (got.width * got.height * 3) };
}

describe('RawJpegEncoder', () => {
  afterEach(expectNothingLeft);

  it.each(['rgb24', 'bgr24', 'rgba', 'bgra', 'gray8', 'yuv420p'] as const)(
    'makes a JPEG of %s, of odd sides and with padding too',
    async (format) => {
      await using encoder = new RawJpegEncoder(90);
      for (const [width, height, padding] of [
        [64, 48, 0],
        [31, 17, 0],
        [33, 21, 7],
        [64, 48, 16],
      ] as const) {
        const frame = rawFrame(format, width, height, padding);
        const { size, difference } = compare(await encoder.encode(frame), frame);
        expect(size).toEqual([width, height]);
        expect(difference).toBeLessThan(4);
      }
    },
  );

  it('takes its turn with frames that are asked for at once, and goes past bad ones', async () => {
    await using encoder = new RawJpegEncoder(80);
    const good = rawFrame('rgb24', 64, 48, 0);
    const all = await Promise.allSettled([
      encoder.encode(good),
      encoder.encode({ ...good, data: good.data.subarray(1) }),
      encoder.encode(rawFrame('rgb24', 32, 16, 0)),
    ]);
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(all[1]).toMatchObject({ reason: { code: 'INVALID_FRAME' } });
  });

  it('holds nothing until it is used, finishes what it was asked for when it is disposed, and takes nothing more', async () => {
    const before = liveNativeHandles();
    const encoder = new RawJpegEncoder(80);
    expect(liveNativeHandles()).toBe(before);
    const begun = encoder.encode(rawFrame('yuv420p', 64, 48, 0));
    const closed = encoder[Symbol.asyncDispose]();
    expect((await begun).length).toBeGreaterThan(100);
    await closed;
    expect(liveNativeHandles()).toBe(before);
    await expect(encoder.encode(rawFrame('gray8', 4, 4, 0))).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
