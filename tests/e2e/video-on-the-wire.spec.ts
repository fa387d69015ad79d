import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remoteStream, type RemoteStreamOptions, type StreamItem } from '@farsight/client';
import { openSource } from '@farsight/media';
import type { EncodedFrame, VideoChunk } from '@farsight/protocol';
import { startServer, type FarsightServer } from '@farsight/server';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evenTimes, makeClip, type ClipOptions } from '../../packages/media/src/video/testing/make-clip.js';
import { hasReference, referenceFolder } from '../reference/expected.js';
import { checksumBackend, checksumNetwork } from './support/checksum-network.js';

const samplePath = new URL('../../samples/conveyor.mp4', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'farsight-e2e-'));
const x264 = { encoder: 'libx264', options: { preset: 'ultrafast' } };

let server: FarsightServer;

beforeAll(async () => {
  const options = { port: 0, httpPort: false, logger: 'error', executors: 2 } as const;
  server = await startServer({ ...options, networks: [checksumNetwork], backend: checksumBackend });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

async function* first<T>(items: AsyncIterable<T>, count: number): AsyncGenerator<T> {
  let taken = 0;
  for await (const item of items) {
    yield item;
    if (++taken >= count) return;
  }
}

/** What the server saw of a frame: size, checksum of every byte of the decoded picture. */
function seen({ stamp, width, height, meta }: StreamItem): unknown[] {
  const result = meta.detections;
  if (result?.kind !== 'detections') throw new Error(`Expected detections for frame ${stamp.index}.`);
  return [stamp.ptsUs, width, height, result.classIds[0]];
}

async function run(
  frames: Iterable<EncodedFrame> | AsyncIterable<EncodedFrame>,
  options: RemoteStreamOptions = {},
): Promise<StreamItem[]> {
  const items: StreamItem[] = [];
  for await (const item of remoteStream(server.address, frames, checksumNetwork.name, options))
    items.push(item);
  return items;
}

async function runFile(
  path: string,
  wire: 'video' | 'raw' | 'jpeg',
  frames = Infinity,
): Promise<{ items: StreamItem[]; bytes: number }> {
  await using source = await openSource(path, { wire });
  const items = await run(first(source, frames));
  return { items, bytes: items.reduce((sum, { image }) => sum + image.data.length, 0) };
}

/** Those of a clip; images where its format does not travel. */
async function framesOf(name: string, clip: ClipOptions): Promise<EncodedFrame[]> {
  const path = join(folder, name);
  await makeClip(path, clip);
  await using source = await openSource(path, { wire: 'video' });
  const frames: EncodedFrame[] = [];
  for await (const frame of source) frames.push(frame);
  return frames;
}

async function chunksOf(name: string, clip: ClipOptions): Promise<VideoChunk[]> {
  return (await framesOf(name, clip)).filter((frame) => frame.codec === 'video');
}

const renumbered = (all: readonly VideoChunk[]): VideoChunk[] =>
  all.map((chunk, index) => ({ ...chunk, stamp: { streamId: 's', index, ptsUs: 40_000 * index } }));
const indicesOf = (items: readonly { readonly stamp: { readonly index: number } }[]): number[] =>
  items.map(({ stamp }) => stamp.index).sort((a, b) => a - b);

describe('video travels as it was coded: the server sees what decoding on the client shows', () => {
  it.each([
    ['H.264 with B-frames', 'b.mp4', { ...x264, bFrames: 3, timesMs: evenTimes(40) }],
    [
      'H.264 with a varying rate',
      'vfr.mp4',
      { ...x264, bFrames: 2, timesMs: [200, 240, 300, 301, 900, 1000] },
    ],
    ['H.264 in a transport stream', 'h264.ts', { ...x264, bFrames: 2, timesMs: evenTimes(30) }],
    [
      'H.265 with B-frames',
      'h265.mp4',
      {
        encoder: 'libx265',
        bFrames: 3,
        timesMs: evenTimes(30),
        options: { preset: 'ultrafast', 'x265-params': 'log-level=none:pools=1' },
      },
    ],
    ['VP9', 'vp9.webm', { encoder: 'libvpx-vp9', options: { 'cpu-used': 8, deadline: 'realtime' } }],
    ['a turned picture', 'turned.mp4', { ...x264, orientation: 'rotate-90' }],
  ] as const)('%s', async (_, name, clip: ClipOptions) => {
    const path = join(folder, name);
    await makeClip(path, clip);
    const video = await runFile(path, 'video');
    const raw = await runFile(path, 'raw');
    expect(video.items.every(({ image }) => image.codec === 'video')).toBe(true);
    expect(video.items.map(seen)).toEqual(raw.items.map(seen));
    expect(new Set(raw.items.map((item) => seen(item)[3])).size).toBe(raw.items.length);
  });

  it('the bundled clip, in a small part of the bytes', { timeout: 60_000 }, async () => {
    const video = await runFile(samplePath, 'video', 60);
    const raw = await runFile(samplePath, 'raw', 60);
    // The last that were sent may be shown later than others that were not.
    expect(video.items.slice(0, 55).map(seen)).toEqual(raw.items.slice(0, 55).map(seen));
    expect(video.bytes).toBeLessThan(0.03 * raw.bytes);
  });

  it.skipIf(!hasReference).each(['one-by-one-person-detection.mp4', 'road.mp4'])(
    'a clip of cameras: %s (skipped without ../shared/testdata)',
    { timeout: 60_000 },
    async (file) => {
      const video = await runFile(`${referenceFolder}videos/${file}`, 'video', 60);
      const raw = await runFile(`${referenceFolder}videos/${file}`, 'raw', 60);
      expect(video.items.slice(0, 55).map(seen)).toEqual(raw.items.slice(0, 55).map(seen));
      expect(video.bytes).toBeLessThan(0.03 * raw.bytes);
    },
  );
});

describe('a stream of video', () => {
  it('needs no more than one frame in flight, whatever the decoder keeps back', async () => {
    const chunks = await chunksOf('deep.mp4', {
      ...x264,
      bFrames: 16,
      timesMs: evenTimes(60),
      options: { preset: 'veryslow', 'x264-params': 'keyint=60:b-adapt=0:b-pyramid=normal' },
    });
    const items = await run(chunks, { maxInFlight: 1 });
    expect(items.map(({ error }) => error)).toEqual(chunks.map(() => undefined));
    expect(items.map(({ stamp }) => stamp.ptsUs)).toEqual(evenTimes(60).map((ms) => 1000 * ms));
  });

  it('goes on when the size changes, answering every chunk once', async () => {
    const large = await chunksOf('large.mp4', { ...x264, bFrames: 2 });
    const small = await chunksOf('small.mp4', { ...x264, width: 32, height: 32 });
    const items = await run(renumbered([...large, ...small, ...large]));
    expect(indicesOf(items)).toEqual([...Array(30).keys()]);
    const sizes = items.map(({ width, height }) => `${width}x${height}`);
    const each = ['64x48', '32x32', '64x48'];
    expect(sizes).toEqual(each.flatMap((size) => new Array<string>(10).fill(size)));
  });

  it('goes on when the format changes, in the order of presentation', async () => {
    const x265 = { encoder: 'libx265', options: { preset: 'ultrafast', 'x265-params': 'log-level=none' } };
    const parts: EncodedFrame[][] = [
      await chunksOf('change.mp4', { ...x264, bFrames: 3 }),
      await chunksOf('change-h265.mp4', { ...x265, bFrames: 3 }),
      await framesOf('change.avi', { encoder: 'mjpeg' }),
      await chunksOf('change-small.mp4', { ...x264, bFrames: 3, width: 32, height: 32 }),
      await framesOf('change-end.avi', { encoder: 'mjpeg', width: 32, height: 32 }),
    ];
    const frames = parts.flatMap((part, at) =>
      part.map((frame, i) => {
        const stamp = { streamId: 's', index: 10 * at + i, ptsUs: 400_000 * at + frame.stamp.ptsUs };
        return { ...frame, stamp };
      }),
    );
    const items = await run(frames, { maxInFlight: 1 });
    expect(items.map(({ error }) => error)).toEqual(frames.map(() => undefined));
    expect(items.map(({ stamp }) => stamp.ptsUs)).toEqual(evenTimes(50).map((ms) => 1000 * ms));
    expect(indicesOf(items)).toEqual([...Array(50).keys()]);
    const sizes = items.flatMap(({ image, width }) => (image.codec === 'video' ? [width] : []));
    expect(sizes).toEqual([64, 64, 32].flatMap((width) => new Array<number>(10).fill(width)));
  });

  it.each([
    ['begins without a key frame', (all: VideoChunk[]) => renumbered(all.slice(3)), 0],
    ['misses a chunk', (all: VideoChunk[]) => all.filter((_, index) => index !== 6), 1],
    [
      'has a damaged chunk',
      (all: VideoChunk[]) =>
        all.map((chunk, at) => (at === 6 ? { ...chunk, data: chunk.data.map(() => 0x99) } : chunk)),
      0,
    ],
  ])('that %s answers every chunk once and goes on at a key frame', async (_, spoil, dropped) => {
    const chunks = await chunksOf('spoilt.mp4', { ...x264, bFrames: 2, timesMs: evenTimes(25) });
    const whole = new Map((await run(chunks)).map((item) => [item.image.data, seen(item)[3]]));
    const spoilt = spoil(chunks);
    const items = await run(spoilt);
    expect(indicesOf(items)).toEqual(indicesOf(spoilt));
    expect(items.reduce((sum, item) => sum + item.dropped, 0)).toBe(dropped);
    const failed = items.filter(({ error }) => error !== undefined);
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.length).toBeLessThan(8);
    for (const { error } of failed) expect(error).toMatchObject({ code: 'INVALID_FRAME' });
    // What is answered with a result is answered as if nothing had happened.
    const answered = items.filter(({ error }) => error === undefined);
    expect(answered.map((item) => seen(item)[3])).toEqual(answered.map(({ image }) => whole.get(image.data)));
  });

  it('live: every chunk is answered or counted as dropped', async () => {
    const chunks = await chunksOf('live.mp4', { ...x264, bFrames: 2, timesMs: evenTimes(120) });
    const items = await run(chunks, { delivery: 'live', maxInFlight: 1 });
    expect(items.every(({ error }) => error === undefined)).toBe(true);
    expect(items.length + items.reduce((sum, { dropped }) => sum + dropped, 0)).toBe(chunks.length);
    const times = items.map(({ stamp }) => stamp.ptsUs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('live: chunks that come before a key frame are dropped, not errors', async () => {
    const chunks = await chunksOf('late.mp4', { ...x264, bFrames: 2, timesMs: evenTimes(120) });
    const late = renumbered(chunks.slice(3));
    const untilKeyFrame = late.findIndex(({ keyFrame }) => keyFrame);
    const items = await run(late, { delivery: 'live', maxInFlight: 1 });
    expect(items.every(({ error }) => error === undefined)).toBe(true);
    expect(items[0]?.drops).toMatchObject({ client: 0, decode: untilKeyFrame });
    expect(items.length + items.reduce((sum, { dropped }) => sum + dropped, 0)).toBe(late.length);
  });

  it('takes any bytes', async () => {
    const [good] = await chunksOf('good.mp4', x264);
    const parts = fc.array(
      fc.record({ data: fc.uint8Array({ minLength: 1, maxLength: 300 }), keyFrame: fc.boolean() }),
      { minLength: 1, maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(parts, async (all) => {
        const bad = all.map((part) => ({ ...part, codec: 'video', stamp: good!.stamp }) as const);
        const chunks = renumbered([good!, ...bad, good!]);
        const items = await run(chunks);
        expect(indicesOf(items)).toEqual(indicesOf(chunks));
        expect(items.at(-1)).toMatchObject({ width: 64, height: 48 });
      }),
      { numRuns: 15 },
    );
  });
});
