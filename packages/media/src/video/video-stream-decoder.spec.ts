import { join } from 'node:path';
import type { EncodedFrame, FarsightError, RawFrame, VideoChunk } from '@farsight/protocol';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openSource } from '../sources/open-source.js';
import { collect, expectNothingLeft, numberOf, temporaryFolder } from '../sources/testing/collect.js';
import { evenTimes, makeClip, type ClipOptions } from './testing/make-clip.js';
import { VideoStreamDecoder, type VideoStreamDecoderOptions } from './video-stream-decoder.js';

const folder = temporaryFolder();
const limits = { maxPixels: 1e6 };

process.env.SVT_LOG = '1';
const x264 = { encoder: 'libx264', options: { preset: 'ultrafast' } };

/** Frames 0..22 with B-frames, a key frame every five. */
let chunks: readonly VideoChunk[];

async function chunksOf(name: string, clip: ClipOptions): Promise<VideoChunk[]> {
  const path = join(folder, name);
  await makeClip(path, clip);
  await using source = await openSource(path, { wire: 'video' });
  return (await collect(source)).map(asChunk);
}

function asChunk(frame: EncodedFrame): VideoChunk {
  if (frame.codec !== 'video') throw new Error(`Expected video but received ${frame.codec}.`);
  return frame;
}

interface Decoded {
  /** Indices in the order of the answers. */
  readonly order: readonly number[];
  readonly frames: readonly RawFrame[];
  readonly errors: ReadonlyMap<number, FarsightError>;
}

async function decode(
  given: readonly VideoChunk[],
  options: VideoStreamDecoderOptions = limits,
): Promise<Decoded> {
  using decoder = new VideoStreamDecoder(options);
  const order: number[] = [];
  const frames: RawFrame[] = [];
  const errors = new Map<number, FarsightError>();
  const take = async (decoded: ReturnType<VideoStreamDecoder['flush']>): Promise<void> => {
    for await (const item of decoded) {
      order.push(item.error === undefined ? item.frame.stamp.index : item.stamp.index);
      if (item.error === undefined) frames.push(item.frame);
      else errors.set(item.stamp.index, item.error);
    }
  };
  for (const chunk of given) await take(decoder.decode(chunk));
  await take(decoder.flush());
  return { order, frames, errors };
}

const ascending = (indices: readonly number[]): number[] => [...indices].sort((a, b) => a - b);
const indicesOf = (all: readonly VideoChunk[]): number[] => all.map(({ stamp }) => stamp.index);

/** As if they were a stream of their own. */
const renumbered = (all: readonly VideoChunk[]): VideoChunk[] =>
  all.map((chunk, index) => ({ ...chunk, stamp: { ...chunk.stamp, index } }));

beforeAll(async () => {
  chunks = await chunksOf('b.mp4', { ...x264, bFrames: 3, timesMs: evenTimes(23) });
});

it('writes frames where it is told to', async () => {
  const given: Uint8Array[] = [];
  // Larger than it needs to be, with something in it.
  const allocate = (byteLength: number): Uint8Array => {
    const memory = new Uint8Array(byteLength + 100).fill(7);
    given.push(memory);
    return memory;
  };
  const [plain, told] = [await decode(chunks), await decode(chunks, { ...limits, allocate })];
  expect(told.frames).toHaveLength(chunks.length);
  for (const [i, { data }] of told.frames.entries()) {
    expect(data.buffer).toBe(given[i]?.buffer);
    expect(Buffer.compare(data, plain.frames[i]!.data)).toBe(0);
  }
});

describe('VideoStreamDecoder', () => {
  afterEach(expectNothingLeft);

  it('gives the pictures in the order of presentation, with the stamps of their chunks', async () => {
    const { order, frames, errors } = await decode(chunks);
    expect(errors.size).toBe(0);
    expect(frames.map(numberOf)).toEqual(evenTimes(23).map((_, i) => i));
    expect(frames.map(({ stamp }) => stamp.ptsUs)).toEqual(evenTimes(23).map((ms) => 1000 * ms));
    expect(order).not.toEqual(ascending(order));
    expect(ascending(order)).toEqual(indicesOf(chunks));
  });

  it('pairs by index where times are missing', async () => {
    const untimed = chunks.map((chunk) => ({ ...chunk, stamp: { ...chunk.stamp, ptsUs: 0 } }));
    const { order, frames } = await decode(untimed);
    expect(order).toEqual((await decode(chunks)).order);
    expect(frames.map(numberOf)).toEqual(evenTimes(23).map((_, i) => i));
  });

  it('gives a picture without B-frames as soon as its chunk is there', async () => {
    const plain = await chunksOf('plain.mp4', { ...x264, options: { tune: 'zerolatency' } });
    using decoder = new VideoStreamDecoder(limits);
    for (const chunk of plain) {
      const given = [];
      for await (const decoded of decoder.decode(chunk)) given.push(decoded);
      expect(given).toMatchObject([{ frame: { stamp: chunk.stamp } }]);
    }
  });

  it('waits for a key frame where the stream begins without one', async () => {
    const late = renumbered(chunks.slice(2)).map((chunk, index) =>
      index === 0 ? { ...chunk, config: chunks[0]!.config } : chunk,
    );
    const firstKey = late.findIndex(({ keyFrame }) => keyFrame);
    const { order, frames, errors } = await decode(late);
    expect(ascending(order)).toEqual(indicesOf(late));
    expect(ascending([...errors.keys()])).toEqual(evenTimes(firstKey).map((_, i) => i));
    for (const error of errors.values()) expect(error).toMatchObject({ code: 'INVALID_FRAME' });
    expect(numberOf(frames[0]!)).toBe(5);
    expect(frames).toHaveLength(late.length - firstKey);
  });

  it.each([
    ['lost', (all: readonly VideoChunk[], at: number) => all.filter((_, index) => index !== at)],
    [
      'overwritten',
      (all: readonly VideoChunk[], at: number) =>
        all.map((chunk, index) => (index === at ? { ...chunk, data: chunk.data.map(() => 0xa5) } : chunk)),
    ],
    [
      'cut short',
      (all: readonly VideoChunk[], at: number) =>
        all.map((chunk, index) => (index === at ? { ...chunk, data: chunk.data.subarray(0, 9) } : chunk)),
    ],
  ])('goes on at the next key frame after a chunk was %s', async (_, spoil) => {
    const spoilt = spoil(chunks, 6);
    const next = chunks.findIndex(({ keyFrame }, index) => index > 6 && keyFrame);
    const { order, frames, errors } = await decode(spoilt);
    expect(ascending(order)).toEqual(indicesOf(spoilt));
    // Before the damage and from the next key frame on, everything is as it was; in between nothing is made up.
    const whole = new Map((await decode(chunks)).frames.map((frame) => [frame.stamp.index, frame]));
    for (const frame of frames) expect(frame).toEqual(whole.get(frame.stamp.index));
    for (const index of errors.keys()) expect(index).toBeGreaterThanOrEqual(6);
    for (const index of errors.keys()) expect(index).toBeLessThan(next);
    expect(ascending([...errors.keys()])).toEqual(
      indicesOf(spoilt).filter((index) => index >= 6 && index < next),
    );
  });

  it('goes on when size, format and turn change', async () => {
    const small = await chunksOf('small.mp4', { ...x264, width: 32, height: 64, orientation: 'rotate-90' });
    const other = await chunksOf('other.webm', { encoder: 'libvpx-vp9', width: 48, height: 48 });
    const all = renumbered([...chunks, ...small, ...other]);
    const { order, frames, errors } = await decode(all);
    expect(errors.size).toBe(0);
    expect(ascending(order)).toEqual(indicesOf(all));
    const sizes = new Set(frames.map(({ raw }) => `${raw.width}x${raw.height}`));
    expect([...sizes]).toEqual(['64x48', '64x32', '48x48']);
    expect(frames.slice(0, 23).map(numberOf)).toEqual(evenTimes(23).map((_, i) => i));
  });

  it('goes on when the size changes within a stream of Annex B', async () => {
    const first = await chunksOf('annexb-1.ts', { ...x264, bFrames: 2 });
    const second = await chunksOf('annexb-2.ts', { ...x264, width: 80, height: 64 });
    expect(first[0]!.config?.description).toBeUndefined();
    const all = renumbered([...first, ...second]).map(({ config, ...chunk }, index) =>
      index === 0 ? { ...chunk, config: { codec: config?.codec ?? '' } } : chunk,
    );
    const { frames, errors } = await decode(all);
    expect(errors.size).toBe(0);
    expect(frames.map(numberOf)).toEqual([...Array(10).keys(), ...Array(10).keys()]);
    expect(frames.at(-1)?.raw).toMatchObject({ width: 80, height: 64 });
  });

  it.each([
    ['no configuration', undefined, 'INVALID_FRAME', /needs its configuration/],
    ['a format that does not travel', { codec: 'mp4v.20.9' }, 'UNSUPPORTED', /avc1.*"mp4v\.20\.9"/],
    ['a name of every object', { codec: 'constructor' }, 'UNSUPPORTED', /"constructor"/],
    [
      'too many pixels',
      { codec: 'avc1.640028', codedWidth: 4000, codedHeight: 3000 },
      'FRAME_TOO_LARGE',
      /at most 1000000/,
    ],
  ])('refuses %s', async (_, config, code, message) => {
    const { errors } = await decode([{ ...chunks[0]!, config }]);
    expect(errors.get(0)).toMatchObject({ code, message: expect.stringMatching(message) as string });
  });

  it('decodes nothing that is larger than allowed, whatever the configuration says', async () => {
    const config = { ...chunks[0]!.config!, codedWidth: 16, codedHeight: 16 };
    const lying = chunks.map((chunk) => (chunk.config === undefined ? chunk : { ...chunk, config }));
    const { frames, errors } = await decode(lying, { maxPixels: 1000 });
    expect(frames).toEqual([]);
    expect(errors.size).toBe(chunks.length);
    expect(errors.get(0)?.message).toContain('1000 pixels');
  });

  it('takes any bytes: every chunk comes out once', async () => {
    const codecs = ['avc1.640028', 'hvc1.1.6.L93.B0', 'vp8', 'vp09.00.10.08', 'av01.0.04M.08', 'x'];
    const config = fc.record({
      codec: fc.constantFrom(...codecs),
      description: fc.option(fc.uint8Array({ maxLength: 60 }), { nil: undefined }),
    });
    const parts = fc.array(
      fc.record({
        data: fc.oneof(
          fc.uint8Array({ minLength: 1, maxLength: 200 }),
          fc.constantFrom(...chunks.map((c) => c.data)),
        ),
        keyFrame: fc.boolean(),
        config: fc.option(fc.oneof(config, fc.constant(chunks[0]!.config!)), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 25 },
    );
    await fc.assert(
      fc.asyncProperty(parts, async (all) => {
        const given = all.map((part, index): VideoChunk => {
          return { ...part, codec: 'video', stamp: { streamId: 's', index, ptsUs: 0 } };
        });
        const { order } = await decode(given);
        expect(ascending(order)).toEqual(indicesOf(given));
      }),
      { numRuns: 60 },
    );
  });
});
