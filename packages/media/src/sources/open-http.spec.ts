import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { FarsightError, type EncodedFrame } from '@farsight/protocol';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { probeImage } from '../image/probe-image.js';
import { makeClip } from '../video/testing/make-clip.js';
import { openSource } from './open-source.js';
import type { SourceProblem } from './source.js';
import { collect, expectNothingLeft, numberOf, temporaryFolder } from './testing/collect.js';
import { jpegPicture, pngPicture } from './testing/picture.js';
import { serveBytes, serveMjpeg, webServer } from './testing/web-server.js';

const folder = temporaryFolder();
let video = Buffer.alloc(0);
const pictures = [0, 1, 2].map((seed) => jpegPicture(32, 24, seed));

let asked = 0;
const notThere = new FarsightError('UNSUPPORTED', 'not there');

const url = webServer({
  '/playlist': serveBytes(Buffer.from('#EXTM3U\n#EXTINF:1,\n/video\n'), 'application/vnd.apple.mpegurl'),
  '/round': (_, response) => response.writeHead(302, { location: '/round' }).end(),
  // A video for who asks first, and a detour for FFmpeg, which asks again.
  '/turning': (request, response) => {
    asked += 1;
    if (asked === 1) serveBytes(video, 'video/mp4')(request, response);
    else response.writeHead(302, { location: '/video' }).end();
  },
  '/video': (request, response) => serveBytes(video, 'video/mp4')(request, response),
  '/moved': (_, response) => response.writeHead(302, { location: '/video' }).end(),
  '/picture': serveBytes(pngPicture(), 'image/png'),
  '/mislabelled': serveBytes(Buffer.from('hello'), 'image/png'),
  '/page': serveBytes(Buffer.from('<html>'), 'text/html; charset=utf-8'),
  '/locked': (request, response) => {
    const expected = `Basic ${Buffer.from('admin:h/unter2').toString('base64')}`;
    if (request.headers.authorization === expected) serveBytes(video, 'video/mp4')(request, response);
    else response.writeHead(401, { 'www-authenticate': 'Basic realm="camera"' }).end();
  },
  '/broken': (_, response) => response.writeHead(500).end(),
  '/starting': (request, response) => {
    asked += 1;
    if (asked === 1) response.writeHead(503).end();
    else serveMjpeg(pictures, 'end')(request, response);
  },
  '/silent': () => undefined,
  '/half': (_, response) => {
    response.writeHead(200, { 'content-type': 'image/png', 'content-length': 100 });
    response.write('x');
  },
  '/half-video': (_, response) => {
    response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': video.length });
    response.write(video.subarray(0, 100));
  },
  '/mjpeg': serveMjpeg(pictures, 'end'),
  '/mjpeg-silent': serveMjpeg(pictures, 'silence'),
  '/mjpeg-closed': serveMjpeg(pictures, 'close'),
  '/mjpeg-flaky': (request, response) => flaky(request, response),
  '/mjpeg-broken': serveMjpeg([pictures[0]!, Buffer.from('no picture'), pictures[1]!], 'end'),
});

/** Four answers of a camera that loses its way: each has a fault at its end, and after each it is back with larger pictures. */
let answers = 0;
const faults = ['silence', 'close', 'cut', 'repeat'] as const;
const flaky: RequestListener = (request, response) => {
  const fault = faults[Math.min(answers, 3)]!;
  answers += 1;
  serveMjpeg([jpegPicture(16 * answers, 16, answers)], fault)(request, response);
};

beforeAll(async () => {
  await makeClip(join(folder, 'clip.mp4'), { encoder: 'libx264', bFrames: 2 });
  video = readFileSync(join(folder, 'clip.mp4'));
});

describe('a web server', () => {
  afterEach(expectNothingLeft);

  it.each(['/video', '/moved', '/video?token=secret'])('gives a video, every frame: %s', async (path) => {
    await using source = await openSource(url(path));
    expect((await collect(source)).map(numberOf)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(source).toMatchObject({ kind: 'http', live: false, frameCount: 10, width: 64, height: 48 });
    expect(source.streamId).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  it('asks before it follows a redirection', async () => {
    const targets: string[] = [];
    const checkRedirect = async (target: string): Promise<void> => {
      targets.push(await Promise.resolve(target));
    };
    await using source = await openSource(url('/moved'), { checkRedirect });
    expect(await collect(source)).toHaveLength(10);
    expect(targets).toEqual([url('/video')]);
    const refusing = openSource(url('/moved'), { checkRedirect: () => Promise.reject(notThere) });
    await expect(refusing).rejects.toBe(notThere);
    await expect(openSource(url('/round'), { checkRedirect })).rejects.toThrow('again and again');
  });

  it('takes no way that nobody can be asked about, if it is to ask', async () => {
    const checkRedirect = (): Promise<void> => Promise.resolve();
    await expect(openSource(url('/playlist'), { checkRedirect })).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
    });
    await expect(openSource(url('/turning'), { checkRedirect })).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
    });
    expect(asked).toBe(2);
  });

  it('gives an image as it is', async () => {
    await using source = await openSource(url('/picture'));
    const [frame] = await collect(source);
    expect(Buffer.from(frame!.data)).toEqual(Buffer.from(pngPicture()));
    expect(source).toMatchObject({ kind: 'http', frameCount: 1, width: 32, height: 24 });
  });

  it('is told user name and password, which nobody else is', async () => {
    const open = (credentials: string): Promise<unknown> =>
      openSource(url('/locked').replace('//', `//${credentials}@`));
    await using source = (await open('admin:h%2Funter2')) as Awaited<ReturnType<typeof openSource>>;
    expect(await collect(source)).toHaveLength(10);
    await expect(open('admin:wrong')).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
      message: expect.stringMatching(/^Could not open http:\/\/\*\*\*@127.*user name or password/) as string,
    });
  });

  it.each([
    ['/missing', 'SOURCE_NOT_FOUND', 'nothing at this address'],
    ['/broken', 'SOURCE_FAILED', 'status 500'],
    ['/page', 'SOURCE_FAILED', 'is a web page'],
    ['/mislabelled', 'SOURCE_FAILED', 'is not a JPEG'],
    ['/silent', 'SOURCE_FAILED', 'did not answer for 0.2 s'],
    ['/half', 'SOURCE_FAILED', 'did not answer for 0.2 s'],
    ['/half-video', 'SOURCE_FAILED', 'did not answer for 0.6 s'],
  ])('fails clearly: %s', async (path, code, text) => {
    await expect(openSource(`${url(path)}?token=secret`, { stallTimeoutMs: 200 })).rejects.toMatchObject({
      code,
      message: expect.not.stringContaining('secret') as string,
    });
    await expect(openSource(url(path), { stallTimeoutMs: 200 })).rejects.toThrow(text);
  });

  it.each(['/silent', '/half', '/half-video'])('can be cancelled: %s', async (path) => {
    const stop = new AbortController();
    const opening = openSource(url(path), { signal: stop.signal });
    setImmediate(() => stop.abort());
    await expect(opening).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('says when nobody listens', async () => {
    await expect(openSource('http://127.0.0.1:9/x.mp4')).rejects.toMatchObject({ code: 'SOURCE_FAILED' });
  });
});

describe('an MJPEG stream', () => {
  afterEach(expectNothingLeft);

  it('gives pictures as they are, and ends where the server says', async () => {
    await using source = await openSource(url('/mjpeg'));
    const frames = await collect(source);
    expect(frames.length + source.dropped).toBe(3);
    for (const frame of frames) expect(frame.data).toEqual(new Uint8Array(pictures[frame.stamp.index]!));
    expect(source.live).toBe(true);
  });

  it('leaves broken pictures out, with a count', async () => {
    await using source = await openSource(url('/mjpeg-broken'));
    const frames = await collect(source);
    expect([frames.length + source.dropped, source.problems]).toEqual([2, 1]);
  });

  it('is waited for where that is asked and can help', async () => {
    const told: (boolean | number | undefined)[] = [];
    const retry = {
      retryOpening: true,
      onProblem: ({ away }: SourceProblem) => told.push(away),
      onReturn: (ms: number) => told.push(ms),
    };
    asked = 0;
    await using source = await openSource(url('/starting'), retry);
    expect((await collect(source)).length + source.dropped).toBe(3);
    expect(told).toEqual([true, expect.any(Number)]);
    for (const path of ['/locked', '/missing', '/page']) {
      await expect(openSource(url(path), retry)).rejects.toThrow(/locked|missing|page/);
    }
    expect(told).toHaveLength(2);
  });

  it('fails when the server falls silent', async () => {
    await using source = await openSource(url('/mjpeg-silent'), { stallTimeoutMs: 200, reconnect: false });
    await expect(collect(source)).rejects.toThrow('did not answer for 0.2 s');
  });

  it('is found again after silence, an end without notice and a cut, and goes on as the same stream', async () => {
    const problems: string[] = [];
    await using source = await openSource(url('/mjpeg-flaky').replace('//', '//admin:hunter2@'), {
      stallTimeoutMs: 200,
      onProblem: ({ error }) => problems.push(error.message),
    });
    const frames: EncodedFrame[] = [];
    for await (const frame of source) {
      frames.push(frame);
      if (source.losses === 3 && frames.length > 5) break;
    }
    const widths = frames.map(({ data }) => probeImage(data)?.width);
    expect([...new Set(widths)]).toEqual([16, 32, 48, 64]);
    for (const key of ['index', 'ptsUs'] as const) {
      const values = frames.map(({ stamp }) => stamp[key]);
      expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
    }
    expect(new Set(frames.map(({ stamp }) => stamp.streamId)).size).toBe(1);
    expect(problems).toEqual([
      expect.stringContaining('did not answer for 0.2 s'),
      expect.stringContaining('broke off the stream'),
      expect.stringMatching(/The connection to .* broke/),
    ]);
    expect(source.awayMs).toBeGreaterThanOrEqual(200 + 3 * 250);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('fails when it ends without notice and is not to be found again', async () => {
    await using source = await openSource(url('/mjpeg-closed'), { reconnect: false });
    await expect(collect(source)).rejects.toThrow('broke off the stream');
  });
});
