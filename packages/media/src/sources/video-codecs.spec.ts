import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { evenTimes, makeClip, type ClipOptions } from '../video/testing/make-clip.js';
import { openSource } from './open-source.js';
import {
  collect,
  expectNothingLeft,
  lumaAt,
  numberOf,
  temporaryFolder,
  withPixels,
} from './testing/collect.js';

const folder = temporaryFolder();

// The AV1 encoder writes its settings to stderr unless told not to.
process.env.SVT_LOG = '1';

const x264 = { encoder: 'libx264', options: { preset: 'ultrafast' } };
const x265 = {
  encoder: 'libx265',
  options: { preset: 'ultrafast', 'x265-params': 'log-level=none:pools=1' },
};
const vp9 = { encoder: 'libvpx-vp9', options: { 'cpu-used': 8, deadline: 'realtime' } };
const av1 = { encoder: 'libsvtav1', options: { preset: 12, 'svtav1-params': 'lp=1' } };
const mjpeg = { encoder: 'mjpeg' };

const clips: readonly (readonly [name: string, file: string, clip: ClipOptions])[] = [
  ['H.264', 'h264.mp4', x264],
  ['H.264 with B-frames', 'h264-b.mp4', { ...x264, bFrames: 3, timesMs: evenTimes(23) }],
  ['H.264 in Matroska', 'h264.mkv', { ...x264, bFrames: 2 }],
  ['H.264 in a transport stream', 'h264.ts', { ...x264, bFrames: 2 }],
  ['H.264 in MOV', 'h264.mov', x264],
  ['H.264 in AVI', 'h264.avi', x264],
  ['H.265', 'h265.mp4', { ...x265, bFrames: 2 }],
  ['VP9', 'vp9.webm', { ...vp9, width: 64, height: 64 }],
  ['AV1', 'av1.mp4', { ...av1, width: 64, height: 64 }],
  ['MJPEG in AVI', 'mjpeg.avi', mjpeg],
  ['MJPEG in MOV', 'mjpeg.mov', mjpeg],
  ['MPEG-4', 'mpeg4.avi', { encoder: 'mpeg4' }],
  ['one frame', 'one.mp4', { ...x264, timesMs: [0] }],
];

describe('video files: frames out are frames in', () => {
  afterEach(expectNothingLeft);

  it.each(clips)('%s', async (_, name, clip) => {
    const path = join(folder, name);
    await makeClip(path, clip);
    const times = clip.timesMs ?? evenTimes(10);
    await using source = await openSource(path);
    const frames = await collect(source);
    expect(frames.map(numberOf)).toEqual(times.map((_time, i) => i));
    expect(frames.map(({ stamp }) => stamp.index)).toEqual(times.map((_time, i) => i));
    expect(frames.map(({ stamp }) => stamp.ptsUs)).toEqual(times.map((time) => 1000 * time));
    expect(source).toMatchObject({ kind: 'video', live: false, problems: 0, dropped: 0 });
    expect(source).toMatchObject({ width: clip.width ?? 64, height: clip.height ?? 48 });
  });

  it.each([
    ['odd.mp4', { encoder: 'mpeg4' }],
    ['odd.webm', vp9],
    ['odd.avi', mjpeg],
  ])('odd sizes: %s', async (name, clip) => {
    const path = join(folder, name);
    await makeClip(path, { ...clip, width: 97, height: 61 });
    for (const wire of ['jpeg', 'raw'] as const) {
      await using source = await openSource(path, { wire });
      const frames = await collect(source);
      expect(frames.map(numberOf)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      for (const frame of frames) {
        // The pictures of MJPEG are images already.
        expect(frame.codec).toBe(clip === mjpeg ? 'jpeg' : wire);
        withPixels(frame, ({ width, height }) => expect([width, height]).toEqual([97, 61]));
      }
    }
  });

  it('writes raw frames where it is told to', async () => {
    const path = join(folder, 'allocate.mp4');
    await makeClip(path, x264);
    const given: ArrayBufferLike[] = [];
    const allocate = (byteLength: number): Uint8Array => {
      const memory = new Uint8Array(byteLength + 64);
      given.push(memory.buffer);
      return memory;
    };
    await using source = await openSource(path, { wire: 'raw', allocate });
    const frames = await collect(source);
    expect(frames.map(numberOf)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(frames.map(({ data }) => given.includes(data.buffer))).toEqual(frames.map(() => true));
  });

  it('keeps a varying frame rate as the times say, from the first frame on', async () => {
    const path = join(folder, 'vfr.mp4');
    const timesMs = [200, 240, 300, 301, 900, 1000];
    await makeClip(path, { ...x264, bFrames: 2, timesMs });
    await using source = await openSource(path);
    const frames = await collect(source);
    expect(frames.map(({ stamp }) => stamp.ptsUs)).toEqual(timesMs.map((time) => 1000 * (time - 200)));
  });

  it.each([
    ['flip-horizontal', 64, 48, [0.9, 0.75]],
    ['rotate-180', 64, 48, [0.9, 0.25]],
    ['flip-vertical', 64, 48, [0.1, 0.25]],
    ['transpose', 48, 64, [0.75, 0.1]],
    ['rotate-90', 48, 64, [0.25, 0.1]],
    ['transverse', 48, 64, [0.25, 0.9]],
    ['rotate-270', 48, 64, [0.75, 0.9]],
  ] as const)('stands upright: %s', async (orientation, width, height, [x, y]) => {
    const path = join(folder, `${orientation}.mp4`);
    await makeClip(path, { ...x264, orientation, timesMs: [0, 40] });
    await using source = await openSource(path);
    const frames = await collect(source);
    expect(source).toMatchObject({ width, height });
    expect(frames).toHaveLength(2);
    withPixels(frames[0]!, (pixels) => {
      expect([pixels.width, pixels.height]).toEqual([width, height]);
      // The light quarter of the first frame, which is dark and grey elsewhere, is where the turn puts it.
      expect(lumaAt(pixels, x, y)).toBeGreaterThan(180);
      expect(lumaAt(pixels, 1 - x, y)).toBeLessThan(160);
      expect(lumaAt(pixels, x, 1 - y)).toBeLessThan(160);
    });
  });
});
