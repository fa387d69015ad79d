import { join } from 'node:path';
import { VideoStreamDecoder, decodeFrame, openSource, type SourceOptions } from '@farsight/media';
import type { EncodedFrame } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { startCamera, startClip } from './python/rtsp-camera.js';

/** Average brightness of the frame; the ball makes it more than the black around it. */
function brightness(frame: EncodedFrame): number {
  using pixels = decodeFrame(frame, { maxPixels: 1e6 });
  expect([pixels.width, pixels.height]).toEqual([320, 240]);
  return pixels.data.reduce((sum, value) => sum + value, 0) / pixels.data.length;
}

function indexOf(result: IteratorResult<EncodedFrame, undefined>): number {
  if (result.done === true) throw new Error('The source has ended.');
  return result.value.stamp.index;
}

describe.each(['tcp', 'udp'] as const)('a real RTSP camera over %s', (rtspTransport) => {
  const options: SourceOptions = { rtspTransport, stallTimeoutMs: 4000 };

  it.each(['h264', 'h265', 'vp8', 'vp9', 'jpeg'])(
    'gives %s frames, newest first, with growing times',
    async (codec) => {
      await using camera = await startCamera([codec]);
      await using source = await openSource(`rtsp://127.0.0.1:${camera.port}/live`, options);
      expect(source).toMatchObject({
        kind: 'rtsp',
        live: true,
        width: 320,
        height: 240,
        frameCount: undefined,
      });
      const frames: EncodedFrame[] = [];
      for await (const frame of source) if (frames.push(frame) === 40) break;
      const indices = frames.map(({ stamp }) => stamp.index);
      const times = frames.map(({ stamp }) => stamp.ptsUs);
      expect(indices).toEqual([...new Set(indices)].sort((a, b) => a - b));
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
      const seconds = (times.at(-1)! - times[0]!) / 1e6;
      expect((indices.at(-1)! - indices[0]!) / seconds).toBeCloseTo(25, -1);
      for (const frame of frames.slice(-5)) expect(brightness(frame)).toBeGreaterThan(1);
      expect(new Set(frames.map(({ data }) => Buffer.from(data).toString('base64'))).size).toBe(40);
    },
  );

  it.each([
    ['h264', /^avc1\./],
    ['h265', /^hev1\./],
    ['vp8', /^vp8$/],
    ['vp9', /^vp09\.00\./],
  ])('passes on %s as it was coded', async (codec, codecString) => {
    await using camera = await startCamera([codec]);
    await using source = await openSource(`rtsp://127.0.0.1:${camera.port}/live`, {
      ...options,
      wire: 'video',
    });
    using decoder = new VideoStreamDecoder({ maxPixels: 1e6 });
    const shown: number[] = [];
    let name: string | undefined;
    for await (const frame of source) {
      if (frame.codec !== 'video') throw new Error('Expected video.');
      name ??= frame.config?.codec;
      for await (const decoded of decoder.decode(frame)) {
        if (decoded.error !== undefined) throw decoded.error;
        expect(brightness(decoded.frame)).toBeGreaterThan(1);
        shown.push(decoded.frame.stamp.index);
      }
      if (shown.length >= 40) break;
    }
    expect(name).toMatch(codecString);
    expect(shown).toEqual(Array.from({ length: 40 }, (_, index) => index));
  });

  it('keeps the newest frame only while nobody asks', async () => {
    await using camera = await startCamera(['h264']);
    await using source = await openSource(`rtsp://127.0.0.1:${camera.port}/live`, options);
    const iterator = source[Symbol.asyncIterator]();
    const first = await iterator.next();
    while (source.dropped < 10) await new Promise((resolve) => setImmediate(resolve));
    const second = await iterator.next();
    expect(indexOf(second) - indexOf(first)).toBeGreaterThan(10);
  });

  it('fails when the camera is cut off', async () => {
    await using camera = await startCamera(['h264']);
    await using source = await openSource(`rtsp://127.0.0.1:${camera.port}/live`, {
      ...options,
      reconnect: false,
    });
    const iterator = source[Symbol.asyncIterator]();
    await iterator.next();
    await camera.kill();
    const rest = (async () => {
      while ((await iterator.next()).done !== true);
    })();
    await expect(rest).rejects.toMatchObject({ code: 'SOURCE_FAILED' });
  });

  it('lets in who knows the password', async () => {
    await using camera = await startCamera(['h264', 'admin', 'hunter2']);
    await using source = await openSource(`rtsp://admin:hunter2@127.0.0.1:${camera.port}/live`, options);
    const first = await source[Symbol.asyncIterator]().next();
    expect(indexOf(first)).toBe(0);
    const refused = openSource(`rtsp://admin:letmein@127.0.0.1:${camera.port}/live`, options);
    await expect(refused).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
      message: `Could not open rtsp://***@127.0.0.1:${camera.port}/live as a video: user name or password were not accepted.`,
    });
  });
});

describe('a real RTSP camera that refuses to send its media over TCP', () => {
  const clip = join(import.meta.dirname, '../../samples/conveyor.mp4');

  it('sends it over UDP, unless TCP is asked for', async () => {
    await using camera = await startClip(clip, { udpOnly: true });
    const url = `rtsp://127.0.0.1:${camera.port}/live`;
    await using source = await openSource(url);
    const indices: number[] = [];
    for await (const { stamp } of source) if (indices.push(stamp.index) === 5) break;
    expect(indices[0]).toBe(0);
    await expect(openSource(url, { rtspTransport: 'tcp' })).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
      message: `Could not open ${url} as a video: it does not send its media over the transport asked for, TCP or UDP.`,
    });
  });
});
