import { copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EncodedFrame, PixelFrame } from '@farsight/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { allocatePixels } from '../pixels/pixel-memory.js';
import { openSource } from '../sources/open-source.js';
import { collect, expectNothingLeft, temporaryFolder } from '../sources/testing/collect.js';
import { openVideoWriter, type VideoWriterOptions } from './video-writer.js';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);

type Color = readonly [number, number, number];

/** Pixels of one colour. */
function plain(width: number, height: number, color: Color): PixelFrame {
  const pixels = allocatePixels(width, height, 'rgb24');
  pixels.data.forEach((_, i) => (pixels.data[i] = color[i % 3]!));
  return pixels;
}

async function write(
  path: string,
  timesUs: readonly number[],
  { width = 64, height = 48, ...options }: VideoWriterOptions & { width?: number; height?: number } = {},
): Promise<{ width: number; height: number } | undefined> {
  await using writer = await openVideoWriter(path, options);
  using pixels = plain(width, height, [90, 120, 150]);
  for (const timeUs of timesUs) await writer.write(pixels, timeUs);
  expect(writer.frameCount).toBe(timesUs.length);
  return writer.size;
}

async function read(path: string): Promise<{ times: number[]; frames: EncodedFrame[] }> {
  await using source = await openSource(path);
  const frames = await collect(source);
  return { frames, times: frames.map(({ stamp }) => stamp.ptsUs) };
}

/** Names of the file's top boxes. */
function boxes(path: string): string[] {
  const bytes = readFileSync(path);
  const names: string[] = [];
  for (let offset = 0; offset + 8 <= bytes.length;) {
    const size = bytes.readUInt32BE(offset);
    names.push(bytes.toString('latin1', offset + 4, offset + 8));
    offset += size === 1 ? Number(bytes.readBigUInt64BE(offset + 8)) : size;
    if (size === 0) break;
  }
  return names;
}

describe('openVideoWriter', () => {
  afterEach(expectNothingLeft);

  it.each([
    ['an even rate', [0, 40_000, 80_000, 120_000]],
    ['a varying rate', [0, 33_000, 100_000, 101_000, 2_000_000]],
    ['29.97 frames a second', Array.from({ length: 9 }, (_, i) => Math.round((i * 1_001_000) / 30))],
  ])('keeps the times of %s', async (_, timesUs) => {
    const path = at('times.mp4');
    await write(path, timesUs);
    const { times } = await read(path);
    expect(times).toHaveLength(timesUs.length);
    // One tick of the file's clock is 11 us.
    times.forEach((time, i) => expect(Math.abs(time - timesUs[i]!)).toBeLessThanOrEqual(6));
  });

  it.each([
    ['start anywhere', [5_000_000, 5_040_000], [0, 40_000]],
    ['do not grow', [0, 0, 0], [0, 40_000, 80_000]],
    ['fall back', [0, 40_000, 80_000, 79_000, 120_000], [0, 40_000, 80_000, 80_011, 120_000]],
    ['start again', [0, 5_000_000, 0, 40_000], [0, 5_000_000, 5_040_000, 5_080_000]],
    ['are no numbers', [Number.NaN, Number.POSITIVE_INFINITY], [0, 40_000]],
  ])('puts times right that %s', async (_, timesUs, expected) => {
    const path = at('wrong-times.mp4');
    await write(path, timesUs);
    expect((await read(path)).times).toEqual(expected);
  });

  it('makes an ordinary MP4 of the right length', async () => {
    const path = at('length.mp4');
    await write(
      path,
      Array.from({ length: 120 }, (_, i) => 50_000 * i),
    );
    expect(boxes(path)).toEqual(['ftyp', 'free', 'mdat', 'moov']);
    const movie = readFileSync(path);
    const header = movie.lastIndexOf('mvhd');
    const [timescale, duration] = [movie.readUInt32BE(header + 16), movie.readUInt32BE(header + 20)];
    expect(duration / timescale).toBeCloseTo(6, 2);
    await using source = await openSource(path);
    expect(source).toMatchObject({ frameCount: 120, frameRate: { num: 20, den: 1 } });
    expect(await collect(source)).toHaveLength(120);
  });

  it('writes a video of one frame', async () => {
    await write(at('one.mp4'), [0]);
    expect((await read(at('one.mp4'))).times).toEqual([0]);
  });

  it.each([10, 25, 60])(
    'can be played up to its last second when it is never closed: %s fps',
    async (fps) => {
      const writer = await openVideoWriter(at('crashed.mp4'));
      using pixels = plain(64, 48, [10, 200, 30]);
      const lastUs = 8_000_000;
      for (let i = 0; (i * 1e6) / fps <= lastUs; i++) await writer.write(pixels, Math.round((i * 1e6) / fps));
      copyFileSync(at('crashed.mp4'), at('left.mp4'));
      await writer.close();
      const { times } = await read(at('left.mp4'));
      expect(times[0]).toBe(0);
      expect(times.at(-1)).toBeGreaterThan(lastUs - 1_000_000);
      expect(times).toEqual((await read(at('crashed.mp4'))).times.slice(0, times.length));
    },
  );

  it('keeps the times of a camera that was away for an hour', async () => {
    const timesUs = [0, 66_000, 133_000, 3_600_133_000, 3_600_200_000, 3_600_266_000];
    await write(at('away.mp4'), timesUs);
    const { times } = await read(at('away.mp4'));
    times.forEach((time, i) => expect(Math.abs(time - timesUs[i]!)).toBeLessThanOrEqual(6));
    expect(times).toHaveLength(timesUs.length);
  });

  it.each([
    [97, 61, 98, 62],
    [64, 61, 64, 62],
    [97, 48, 98, 48],
    [1, 1, 2, 2],
  ])(
    'makes %sx%s even by repeating the last column and row: %sx%s',
    async (width, height, evenWidth, evenHeight) => {
      const size = await write(at('odd.mp4'), [0, 40_000], { width, height });
      expect(size).toEqual({ width: evenWidth, height: evenHeight });
      await using source = await openSource(at('odd.mp4'), { keepPixels: true });
      for (const frame of await collect(source)) {
        using pixels = frame.pixels!;
        expect([pixels.width, pixels.height]).toEqual([evenWidth, evenHeight]);
        const corner = [...pixels.data.subarray(-3)];
        corner.forEach((value, i) => expect(Math.abs(value - [90, 120, 150][i]!)).toBeLessThanOrEqual(4));
      }
    },
  );

  it.each([
    ['BT.601 below 720 rows', 64, 48, 6],
    ['BT.709 from 720 rows on', 64, 720, 1],
  ])('gives colours back: %s', async (_, width, height, matrix) => {
    const colors: Color[] = [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [255, 255, 255],
      [0, 0, 0],
      [200, 120, 40],
    ];
    await using writer = await openVideoWriter(at('colors.mp4'), { quality: 1, keyFrameInterval: 1 });
    for (const [i, color] of colors.entries()) {
      using pixels = plain(width, height, color);
      await writer.write(pixels, 40_000 * i);
    }
    await writer.close();
    const file = readFileSync(at('colors.mp4'));
    const colr = file.lastIndexOf('colrnclx');
    expect([file.readUInt16BE(colr + 8), file.readUInt16BE(colr + 12), file[colr + 14]]).toEqual([
      matrix,
      matrix,
      0,
    ]);
    await using source = await openSource(at('colors.mp4'), { keepPixels: true });
    for (const [i, frame] of (await collect(source)).entries()) {
      using pixels = frame.pixels!;
      const middle = 3 * (Math.floor(height / 2) * width + Math.floor(width / 2));
      const found = [...pixels.data.subarray(middle, middle + 3)];
      found.forEach((value, channel) =>
        expect(Math.abs(value - colors[i]![channel]!)).toBeLessThanOrEqual(5),
      );
    }
  });

  it('takes a copy: the pixels may be reused at once', async () => {
    await using writer = await openVideoWriter(at('copy.mp4'));
    using pixels = plain(64, 48, [250, 250, 250]);
    const writing = writer.write(pixels, 0);
    pixels.data.fill(0);
    await writing;
    await writer.close();
    await using source = await openSource(at('copy.mp4'), { keepPixels: true });
    const [frame] = await collect(source);
    using kept = frame!.pixels!;
    expect(kept.data[0]).toBeGreaterThan(240);
  });

  it('holds the writer back rather than queueing frames without end', async () => {
    await using writer = await openVideoWriter(at('queue.mp4'));
    using pixels = plain(320, 240, [1, 2, 3]);
    let accepted = 0;
    const writes = Array.from({ length: 12 }, (_, i) =>
      writer.write(pixels, 40_000 * i).then(() => (accepted += 1)),
    );
    await writes[0];
    expect(accepted).toBeLessThan(12);
    await Promise.all(writes);
    await writer.close();
    expect((await read(at('queue.mp4'))).times).toHaveLength(12);
  });

  it('refuses to overwrite its input, by whatever name', async () => {
    writeFileSync(at('input.mp4'), 'precious');
    linkSync(at('input.mp4'), at('other-name.mp4'));
    await expect(openVideoWriter(at('other-name.mp4'), { inputs: [at('input.mp4')] })).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      message: expect.stringContaining('other-name.mp4 would overwrite the input') as string,
    });
    expect(readFileSync(at('input.mp4'), 'utf8')).toBe('precious');
  });

  it('names the file that cannot be written', async () => {
    mkdirSync(at('folder.mp4'));
    for (const path of [at('missing/out.mp4'), at('folder.mp4')]) {
      await expect(openVideoWriter(path)).rejects.toMatchObject({
        code: 'OUTPUT_FAILED',
        message: expect.stringContaining(`Could not write ${path}`) as string,
      });
    }
  });

  it.skipIf(!existsSync('/dev/full'))('says that the disk is full (skipped without /dev/full)', async () => {
    const writer = await openVideoWriter('/dev/full', { keyFrameInterval: 2 });
    using pixels = plain(64, 48, [1, 2, 3]);
    const writing = (async () => {
      for (let i = 0; i < 500; i++) await writer.write(pixels, 40_000 * i);
      await writer.close();
    })();
    const full = { code: 'OUTPUT_FAILED', message: 'Could not write /dev/full: no space left on device.' };
    await expect(writing).rejects.toMatchObject(full);
    await expect(writer.close()).rejects.toMatchObject(full);
    await writer[Symbol.asyncDispose]();
  });

  it.skipIf(!existsSync('/dev/full'))('tells of a failure nobody has seen when it is disposed', async () => {
    const writer = await openVideoWriter('/dev/full');
    using pixels = plain(64, 48, [1, 2, 3]);
    await writer.write(pixels, 0);
    await expect(writer[Symbol.asyncDispose]()).rejects.toMatchObject({ code: 'OUTPUT_FAILED' });
  });

  it('refuses a frame of another size, and writes the others', async () => {
    await using writer = await openVideoWriter(at('sizes.mp4'));
    using first = plain(64, 48, [1, 2, 3]);
    using other = plain(32, 24, [1, 2, 3]);
    await writer.write(first, 0);
    await expect(writer.write(other, 40_000)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: 'Expected 64x48 pixels, as the first frame has, for the video but received 32x24.',
    });
    await writer.close();
    await expect(writer.write(first, 0)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect((await read(at('sizes.mp4'))).times).toEqual([0]);
  });

  it('leaves no file without a frame', async () => {
    const writer = await openVideoWriter(at('none.mp4'));
    await writer.close();
    await writer.close();
    expect(existsSync(at('none.mp4'))).toBe(false);
  });

  it.each([{ quality: 52 }, { quality: -1 }, { keyFrameInterval: 0 }])('refuses %o', async (options) => {
    await expect(openVideoWriter(at('never.mp4'), options)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    expect(existsSync(at('never.mp4'))).toBe(false);
  });
});
