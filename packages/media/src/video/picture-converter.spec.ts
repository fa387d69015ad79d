import {
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AV_FRAME_FLAG_INTERLACED,
  AV_PIX_FMT_CUDA,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUV422P,
  type AVPixelFormat,
} from 'node-av/constants';
import { afterEach, describe, expect, it } from 'vitest';
import { newMemory } from '../pixels/pixel-memory.js';
import { expectNothingLeft } from '../sources/testing/collect.js';
import { NativeFrame } from './native-handles.js';
import { PictureConverter } from './picture-converter.js';

afterEach(expectNothingLeft);

const [width, height] = [32, 24];

/** A grey picture, in whose rows one colour follows the other. */
function rowsOf(format: AVPixelFormat, [even, odd]: readonly [number, number], flags = 0): NativeFrame {
  const colours = { colorSpace: AVCOL_SPC_BT709, colorRange: AVCOL_RANGE_MPEG };
  const frame = Object.assign(new NativeFrame(), { width, height, format, flags, ...colours });
  frame.getBuffer();
  const [luma, ...chroma] = frame.data ?? [];
  const [stride = 0] = frame.linesize;
  for (let y = 0; y < height; y++) luma?.fill(y % 2 === 0 ? even : odd, y * stride, y * stride + width);
  for (const plane of chroma) plane.fill(128);
  return frame;
}

/** Within 1, which another colour matrix may cost. */
function expectRows(
  data: Uint8Array | undefined,
  stride: number | undefined,
  colours: readonly [number, number],
): void {
  for (let y = 0; y < height; y++)
    expect(Math.abs((data?.[y * (stride ?? 0) + 9] ?? NaN) - (colours[y % 2] ?? NaN))).toBeLessThanOrEqual(1);
}

describe('PictureConverter', () => {
  it.each([
    ['4:2:0', AV_PIX_FMT_YUV420P],
    ['4:2:2', AV_PIX_FMT_YUV422P],
  ])(
    'keeps the rows of interlaced pictures where they are, among pictures that are not: %s',
    async (_, format) => {
      using converter = new PictureConverter();
      for (const flags of [AV_FRAME_FLAG_INTERLACED, 0, AV_FRAME_FLAG_INTERLACED]) {
        using picture = rowsOf(format, [16, 235], flags);
        using pixels = await converter.toPixels(picture);
        expectRows(pixels.data, pixels.strideBytes, [0, 255]);
        const { data, raw } = await converter.toRaw(picture, newMemory);
        expectRows(data, raw.strideBytes, [16, 235]);
        const jfif = await converter.toJfif(picture);
        expectRows(jfif.data?.[0], jfif.linesize[0], [0, 255]);
      }
    },
  );

  it('says so where a picture cannot be converted', async () => {
    using converter = new PictureConverter();
    // In the memory of a graphics card, as it would be.
    using picture = Object.assign(new NativeFrame(), { width, height, format: AV_PIX_FMT_CUDA });
    await expect(converter.toPixels(picture)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });
});
