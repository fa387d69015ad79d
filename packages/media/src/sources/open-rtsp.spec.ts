import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EncodedFrame } from '@farsight/protocol';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeClip } from '../video/testing/make-clip.js';
import { openSource } from './open-source.js';
import { expectNothingLeft, numberOf, temporaryFolder } from './testing/collect.js';
import { rtspServer } from './testing/rtsp-server.js';

const folder = temporaryFolder();
let video = Buffer.alloc(0);

beforeAll(async () => {
  const path = join(folder, 'clip.h264');
  const options = { preset: 'ultrafast', tune: 'zerolatency', 'x264-params': 'repeat-headers=1:slices=1' };
  await makeClip(path, {
    encoder: 'libx264',
    options,
    timesMs: Array.from({ length: 40 }, (_, i) => 40 * i),
  });
  video = readFileSync(path);
});

const failed = (text: string): unknown =>
  expect.objectContaining({ code: 'SOURCE_FAILED', message: expect.stringContaining(text) as string });

describe('RTSP', () => {
  afterEach(expectNothingLeft);

  it.each(['silent-from-the-start', 'silent-after-play'] as const)(
    'gives a server up that is %s',
    async (script) => {
      await using server = await rtspServer(script, video);
      const opening = openSource(server.url, { stallTimeoutMs: 200 });
      await expect(opening).rejects.toEqual(failed('did not answer for 0.2 s'));
      await expect(opening).rejects.not.toThrow(/hunter2/);
    },
  );

  it.each(['silent-from-the-start', 'silent-after-play'] as const)(
    'can be cancelled while it opens: %s',
    async (script) => {
      await using server = await rtspServer(script, video);
      const stop = new AbortController();
      const opening = openSource(server.url, { signal: stop.signal });
      setImmediate(() => stop.abort());
      await expect(opening).rejects.toMatchObject({ code: 'CANCELLED' });
    },
  );

  it.each([
    ['refuse-access', 'user name or password were not accepted'],
    ['unknown-path', 'there is nothing at this address'],
  ] as const)('says why it cannot be opened: %s', async (script, reason) => {
    await using server = await rtspServer(script, video);
    const opening = openSource(server.url);
    await expect(opening).rejects.toEqual(failed(reason));
    await expect(opening).rejects.not.toThrow(/hunter2/);
  });

  it('gives frames, and fails when the server falls silent', async () => {
    await using server = await rtspServer('silent-after-video', video);
    await using source = await openSource(server.url, { stallTimeoutMs: 300, reconnect: false });
    const frames: EncodedFrame[] = [];
    const reading = (async () => {
      for await (const frame of source) frames.push(frame);
    })();
    await expect(reading).rejects.toEqual(failed('did not answer for 0.3 s'));
    expect(source).toMatchObject({ kind: 'rtsp', live: true, streamId: '127.0.0.1', width: 64, height: 48 });
    expect(frames.length).toBeGreaterThan(0);
    for (const frame of frames) expect(numberOf(frame)).toBe(frame.stamp.index);
    expect(source.dropped).toBe(frames.at(-1)!.stamp.index + 1 - frames.length);
  });

  it('fails when the server closes the connection', async () => {
    await using server = await rtspServer('close-after-video', video);
    await using source = await openSource(server.url, { reconnect: false });
    const reading = (async () => {
      for await (const frame of source) expect(frame.codec).toBe('jpeg');
    })();
    await expect(reading).rejects.toEqual(failed('ended the stream'));
  });

  it('connects again when the server closes the connection, and keeps its name, its count and its time', async () => {
    await using server = await rtspServer('close-after-video', video);
    const problems: string[] = [];
    await using source = await openSource(server.url, {
      onProblem: ({ error }) => problems.push(error.message),
    });
    const stamps: EncodedFrame['stamp'][] = [];
    for await (const { stamp } of source) {
      stamps.push(stamp);
      if (source.losses === 1 && stamp.index >= 45) break;
    }
    for (const key of ['index', 'ptsUs'] as const) {
      const values = stamps.map((stamp) => stamp[key]);
      expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
    }
    expect(new Set(stamps.map(({ streamId }) => streamId))).toEqual(new Set(['127.0.0.1']));
    expect(problems).toContainEqual(expect.stringMatching(/^rtsp:.*ended the stream/));
    expect(source.awayMs).toBeGreaterThanOrEqual(250);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('ends a wait for a silent server when it is disposed', async () => {
    await using server = await rtspServer('silent-after-video', video);
    const source = await openSource(server.url);
    const iterator = source[Symbol.asyncIterator]();
    await iterator.next();
    // The newest frame may still come; the next one cannot.
    const waiting = [iterator.next(), iterator.next()];
    await source[Symbol.asyncDispose]();
    expect((await waiting[1])?.done).toBe(true);
  });

  it('says which host it cannot find, and nothing of the password', async () => {
    const opening = openSource('rtsp://admin:hunter2@[bad/live');
    await expect(opening).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(opening).rejects.not.toThrow(/hunter2/);
  });
});
