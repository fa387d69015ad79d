import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EncodedFrame, RawFrame, VideoChunk } from '@farsight/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { evenTimes, makeClip, shownNumber, type ClipOptions } from '../video/testing/make-clip.js';
import { VideoStreamDecoder } from '../video/video-stream-decoder.js';
import { Tally } from './frame-source.js';
import { newestFrames } from './newest-frames.js';
import { openSource } from './open-source.js';
import { collect, expectNothingLeft, lumaAt, numberOf, temporaryFolder } from './testing/collect.js';

const folder = temporaryFolder();

process.env.SVT_LOG = '1';

const x264 = { encoder: 'libx264', options: { preset: 'ultrafast' } };
const x265 = {
  encoder: 'libx265',
  options: { preset: 'ultrafast', 'x265-params': 'log-level=none:pools=1' },
};
const vp9 = { encoder: 'libvpx-vp9', options: { 'cpu-used': 8, deadline: 'realtime' } };
const av1 = { encoder: 'libsvtav1', options: { preset: 12, 'svtav1-params': 'lp=1' }, width: 64, height: 64 };

function asChunk(frame: EncodedFrame): VideoChunk {
  if (frame.codec !== 'video') throw new Error(`Expected video but received ${frame.codec}.`);
  return frame;
}

describe('video as it was coded', () => {
  afterEach(expectNothingLeft);

  it.each<[string, string, ClipOptions, RegExp, boolean]>([
    ['H.264', 'a.mp4', { ...x264, bFrames: 2 }, /^avc1\.4d[0-9a-f]{4}$/, true],
    ['H.264 in a transport stream', 'a.ts', x264, /^avc1\.42[0-9a-f]{4}$/, false],
    ['H.265', 'b.mp4', { ...x265, bFrames: 2 }, /^hvc1\.1\.6\.L\d+(\.[0-9A-F]+)*$/, true],
    ['H.265 in a transport stream', 'b.ts', x265, /^hev1\.1\.6\.L\d+/, false],
    ['VP8', 'c.webm', { encoder: 'libvpx' }, /^vp8$/, false],
    ['VP9', 'd.webm', vp9, /^vp09\.00\.\d\d\.08$/, false],
    ['AV1', 'e.mp4', av1, /^av01\.0\.\d\d[MH]\.08$/, true],
  ])('%s', async (_, name, clip, codec, isDescribed) => {
    const path = join(folder, name);
    await makeClip(path, clip);
    await using source = await openSource(path, { wire: 'video' });
    const chunks = (await collect(source)).map(asChunk);
    expect(chunks.map(({ stamp }) => stamp.index)).toEqual(evenTimes(10).map((_time, i) => i));
    const times = chunks.map(({ stamp }) => stamp.ptsUs).sort((a, b) => a - b);
    expect(times).toEqual(evenTimes(10).map((time) => 1000 * time));
    expect(chunks[0]?.keyFrame).toBe(true);
    for (const { keyFrame, config } of chunks) expect(config !== undefined).toBe(keyFrame);
    const { config } = chunks[0]!;
    expect(config).toMatchObject({ codedWidth: 64, codedHeight: clip.height ?? 48 });
    expect(config?.codec).toMatch(codec);
    expect(config?.description !== undefined).toBe(isDescribed);
  });

  it('of a file that was cut between key frames is decoded: what comes before is not shown', async () => {
    const path = join(folder, 'cut.mp4');
    await makeClip(path, { ...x264, timesMs: evenTimes(10).map((time) => time - 120) });
    await using source = await openSource(path, { wire: 'video' });
    const frames = await collect(source);
    expect(frames.map(({ stamp, codec }) => [stamp.index, stamp.ptsUs, codec])).toEqual(
      evenTimes(7).map((time, i) => [i, 1000 * time, 'jpeg']),
    );
    expect(frames.map(numberOf)).toEqual([3, 4, 5, 6, 7, 8, 9]);
  });

  it.each([
    ['H.264', x264, 'avc1.42'],
    ['H.265', x265, 'hev1.1.6'],
  ])('says on a key frame that %s has changed without a break', async (name, encoder, codec) => {
    const parts: Buffer[] = [];
    for (const clip of [{ bFrames: 2 }, { width: 96, height: 80 }]) {
      const path = join(folder, `${name}-${parts.length}.ts`);
      await makeClip(path, { ...encoder, ...clip });
      parts.push(await readFile(path));
    }
    const path = join(folder, `${name}-changing.ts`);
    await writeFile(path, Buffer.concat(parts));
    await using source = await openSource(path, { wire: 'video' });
    const chunks = (await collect(source)).map(asChunk);
    const configs = chunks.flatMap(({ config }) => (config === undefined ? [] : [config]));
    expect(configs.length).toBeGreaterThan(3);
    const half = configs.findIndex(({ codedWidth }) => codedWidth === undefined);
    for (const config of configs.slice(0, half)) expect(config).toEqual(configs[0]);
    expect(configs[0]).toMatchObject({ codedWidth: 64, codedHeight: 48 });
    for (const config of configs.slice(half)) expect(config).toEqual(configs[half]);
    expect(configs[half]?.codec).toMatch(codec);
    using decoder = new VideoStreamDecoder({ maxPixels: 1e6 });
    const sizes: string[] = [];
    const take = async (decoded: ReturnType<VideoStreamDecoder['flush']>): Promise<void> => {
      for await (const { frame } of decoded as AsyncGenerator<{ frame?: RawFrame }>)
        sizes.push(`${frame?.raw.width}x${frame?.raw.height}`);
    };
    for (const chunk of chunks) await take(decoder.decode(chunk));
    await take(decoder.flush());
    expect(sizes).toEqual(['64x48', '96x80'].flatMap((size) => new Array<string>(10).fill(size)));
  });

  it('says how the picture is turned', async () => {
    const path = join(folder, 'turned.mp4');
    await makeClip(path, { ...x264, orientation: 'transverse', timesMs: [0] });
    await using source = await openSource(path, { wire: 'video' });
    const [chunk] = (await collect(source)).map(asChunk);
    expect(chunk?.config).toMatchObject({ rotation: 270, flip: true });
  });

  it('keeps the pixels of each chunk where they are wanted', async () => {
    const path = join(folder, 'kept.mp4');
    await makeClip(path, { ...x264, bFrames: 3, timesMs: evenTimes(23) });
    await using source = await openSource(path, { wire: 'video', keepPixels: true });
    let count = 0;
    for await (const { stamp, pixels } of source) {
      expect(stamp.index).toBe(count++);
      using kept = pixels;
      expect(kept).toBeDefined();
      expect(shownNumber((x, y) => lumaAt(kept!, x, y))).toBe(stamp.ptsUs / 40_000);
    }
    expect(count).toBe(23);
  });

  it('frees pixels that nobody takes', async () => {
    const path = join(folder, 'left.mp4');
    await makeClip(path, { ...x264, bFrames: 3, timesMs: evenTimes(23) });
    const source = await openSource(path, { wire: 'video', keepPixels: true });
    for await (const { pixels } of source) {
      pixels?.[Symbol.dispose]();
      break;
    }
    expectNothingLeft();
  });

  it('sends what does not travel as JPEG', async () => {
    for (const [name, encoder] of [
      ['old.avi', 'mpeg4'],
      ['jpeg.avi', 'mjpeg'],
    ] as const) {
      const path = join(folder, name);
      await makeClip(path, { encoder });
      await using source = await openSource(path, { wire: 'video' });
      const frames = await collect(source);
      expect(frames.map(({ codec }) => codec)).toEqual(evenTimes(10).map(() => 'jpeg'));
    }
  });

  it('leaves out a live stream to the next key frame where nobody takes it', async () => {
    const chunk = (keyFrame: boolean) => ({ data: new Uint8Array(1), keyFrame });
    const tally = new Tally();
    let ended = (): void => undefined;
    const allRead = new Promise<void>((resolve) => (ended = resolve));
    async function* live() {
      for (let index = 0; index < 120; index += 1) {
        await Promise.resolve();
        yield { ptsUs: index, chunk: chunk(index % 30 === 0) };
      }
      ended();
    }
    const taken: number[] = [];
    for await (const { index } of newestFrames(live, new AbortController().signal, tally)) {
      await allRead;
      taken.push(index);
    }
    const [first, ...rest] = taken;
    expect(first).toBe(0);
    expect(rest[0]).toBe(90);
    expect(rest).toEqual(rest.map((_, i) => rest[0]! + i));
    expect(rest.at(-1)).toBe(119);
    expect(tally.dropped).toBe(120 - taken.length);
  });
});
