import { openSource, type Source, type SourceOptions, type SourceProblem } from '@farsight/media';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../packages/media/src/sources/testing/collect.js';
import { startClip } from './python/rtsp-camera.js';
import { clipFrames, numberedClip, type Coding } from './rtsp/clips.js';
import { damages, losesPictures, retimes, type RtpFault } from './rtsp/rtp-faults.js';
import { RelayedCamera, secrets, type PlayedClip } from './rtsp/relayed-camera.js';
import type { RtspRelay } from './rtsp/rtsp-relay.js';
import { read, readUntil, shownFrames, type Shown, type Undecoded } from './rtsp/shown-frames.js';

const folder = temporaryFolder();
const codings = {
  'H.264 with B-frames': { bFrames: 3 },
  'H.264': {},
  'small H.264': { size: '160x120' },
  'H.265': { codec: 'h265' },
  'sliced H.264': { slices: 4 },
  'sliced H.265': { codec: 'h265', slices: 4 },
  JPEG: { codec: 'jpeg', size: '640x480' },
} as const satisfies Record<string, Coding>;

type Clip = keyof typeof codings;
const clips = new Map<Clip, string>();

beforeAll(async () => {
  for (const [name, coding] of Object.entries(codings) as [Clip, Coding][])
    clips.set(name, await numberedClip(folder, coding));
});

function played(clip: Clip): PlayedClip {
  const { codec = 'h264' }: Coding = codings[clip];
  return { path: clips.get(clip)!, codec };
}

/** A source of a camera behind a line that can have faults. */
interface Watched extends AsyncDisposable {
  readonly relay: RtspRelay;
  readonly source: Source;
  readonly frames: AsyncGenerator<Shown | Undecoded, void, undefined>;
  /** What the source told of. */
  readonly problems: string[];
  /** Puts another camera in the place of the one that is there. */
  replace(clip: Clip): Promise<void>;
  /** Resolves when it tells of the next problem. */
  problem(): Promise<string>;
}

async function watch(clip: Clip, options: SourceOptions, fault?: RtpFault): Promise<Watched> {
  const camera = await RelayedCamera.start(played(clip));
  const { relay } = camera;
  if (fault !== undefined) relay.fault = fault;
  const problems: string[] = [];
  const waiting: ((problem: string) => void)[] = [];
  const source = await openSource(camera.url, {
    ...options,
    onProblem: ({ error }) => {
      problems.push(error.message);
      for (const tell of waiting.splice(0)) tell(error.message);
    },
  });
  return {
    relay,
    source,
    frames: shownFrames(source),
    problems,
    replace: (other) => camera.replace(played(other)),
    problem: () => new Promise((resolve) => waiting.push(resolve)),
    [Symbol.asyncDispose]: async () => {
      await source[Symbol.asyncDispose]();
      await camera[Symbol.asyncDispose]();
      for (const secret of Object.values(secrets)) expect(problems.join()).not.toContain(secret);
    },
  };
}

/** Times grow, no frame comes twice, and the stream stays the same. Indices of video count its order of decoding. */
function expectOneStream(shown: readonly Shown[]): void {
  const times = shown.map(({ stamp }) => stamp.ptsUs);
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  expect(new Set(shown.map(({ stamp }) => stamp.index)).size).toBe(shown.length);
  expect(new Set(shown.map(({ stamp }) => stamp.streamId))).toEqual(new Set(['127.0.0.1']));
}

/** From one picture to the next, as many frames have passed by their numbers as by their times. */
function expectRightPictures(shown: readonly Shown[]): void {
  shown.slice(1).forEach((picture, at) => {
    const before = shown[at]!;
    if (picture.number < before.number) return; // the clip begins again
    const frames = (picture.stamp.ptsUs - before.stamp.ptsUs) / 40_000;
    expect(picture.number - before.number, `after frame ${before.stamp.index}`).toBeCloseTo(frames, 1);
  });
}

// Each fault over both transports and with both kinds of frames, not all four pairs of them.
describe('an RTSP camera', () => {
  it.each([
    ['silent', 'tcp', 'jpeg'],
    ['silent', 'udp', 'video'],
    ['cut', 'tcp', 'video'],
    ['cut', 'udp', 'jpeg'],
  ] as const)('comes back when it was %s (over %s, its frames as %s)', async (fault, rtspTransport, wire) => {
    await using watched = await watch('H.264', { rtspTransport, wire, stallTimeoutMs: 2000 });
    const { relay, source, frames } = watched;
    await watched.replace('H.264');
    const before = await read(frames, 12);
    const problem = watched.problem();
    if (fault === 'silent') relay.line = 'silent';
    else relay.cut();
    // What is on its way still comes.
    const rest = readUntil(frames, () => source.awayMs > 0);
    expect(await problem).toMatch(/did not answer for 2 s|broke off|ended the stream/);
    relay.line = 'good';
    const after = [...(await rest), ...(await read(frames, 10))];
    const all = [...before, ...after];
    expectOneStream(all);
    expect(source.losses).toBe(1);
    expect(source.awayMs).toBeGreaterThan(fault === 'silent' ? 2000 : 0);
    const longest = Math.max(...all.slice(1).map(({ stamp }, at) => stamp.ptsUs - all[at]!.stamp.ptsUs));
    expect(longest / 1000).toBeGreaterThanOrEqual(source.awayMs - 1);
    expectRightPictures(after.slice(-9));
  });

  it.each([
    ['tcp', 'video'],
    ['udp', 'jpeg'],
  ] as const)(
    'shows whole pictures only when some are lost (over %s, as %s)',
    async (rtspTransport, wire) => {
      const fault = losesPictures((picture) => picture % 23 === 14);
      await using watched = await watch('H.264', { rtspTransport, wire, stallTimeoutMs: 3000 }, fault);
      const shown = await read(watched.frames, 40);
      expectOneStream(shown);
      expectRightPictures(shown);
      expect(watched.problems).toContainEqual(expect.stringMatching(/^Part of rtsp:.*was left out/));
    },
  );
});

it('an RTSP camera without key frames is told of, and shown as soon as it has one', async () => {
  const said = /^rtsp:.* has sent video for 4 s without a key frame .* the next one\.$/;
  let isSaid = false;
  // One in ten pictures is a key frame.
  const fault = losesPictures((picture) => !isSaid && picture % 10 === 0);
  await using watched = await watch('H.264', { rtspTransport: 'tcp', stallTimeoutMs: 2000 }, fault);
  const shown = read(watched.frames, 10);
  while (!isSaid) {
    await watched.problem();
    isSaid = watched.problems.some((problem) => said.test(problem));
  }
  expectRightPictures(await shown);
});

describe.each(['jpeg', 'video'] as const)('an RTSP camera, its frames as %s', (wire) => {
  const options: SourceOptions = { wire, stallTimeoutMs: 3000 };

  it('may change its size without a break', async () => {
    await using camera = await startClip(clips.get('H.264')!);
    await using source = await openSource(`rtsp://127.0.0.1:${camera.port}/live`, options);
    const frames = shownFrames(source);
    const before = await read(frames, 12);
    camera.play(clips.get('small H.264')!);
    const after = await readUntil(frames, (_, all) => all.at(-10)?.size === '160x120');
    expectOneStream([...before, ...after]);
    expectRightPictures(after.slice(-10));
    expect(source.losses).toBe(0);
  });

  it('may begin between key frames', async () => {
    await using camera = await startClip(clips.get('H.264')!, { begin: 3 });
    await using source = await openSource(`rtsp://127.0.0.1:${camera.port}/live`, options);
    const shown = await read(shownFrames(source), 20);
    expect(shown[0]).toMatchObject({ number: 10, stamp: { index: 0, ptsUs: 0 } });
    expectRightPictures(shown);
  });

  it.each(['sliced H.264', 'sliced H.265'] as const)(
    'may repeat its parameter sets before each slice of a key frame: %s',
    async (clip) => {
      const { path, codec } = played(clip);
      await using camera = await startClip(path, { codec: codec ?? 'h264', repeatsSets: true });
      const problems: string[] = [];
      const url = `rtsp://127.0.0.1:${camera.port}/live`;
      const onProblem = ({ error }: SourceProblem): void => void problems.push(error.message);
      await using source = await openSource(url, { ...options, onProblem });
      const shown = await read(shownFrames(source), 2 * clipFrames);
      expectOneStream(shown);
      expectRightPictures(shown);
      // Where a clip begins again, so do the numbers: key frames 0, 10 and so on are not missing.
      expect(shown.map(({ number }) => number)).toEqual(expect.arrayContaining([0, 10, 20, 30, 40]));
      expect(problems).toEqual([]);
    },
  );

  it.each(wire === 'jpeg' ? (['H.264 with B-frames', 'H.265'] as const) : (['H.265'] as const))(
    'goes on at a key frame when %s is damaged',
    async (clip) => {
      await using watched = await watch(clip, options, damages(31));
      const shown = await read(watched.frames, 45);
      expectOneStream(shown);
      expect(new Set(shown.map(({ number }) => number)).size).toBeGreaterThan(clipFrames / 2);
    },
  );

  const hour = 3600 * 90_000;
  // Of video as it was coded, a short jump can be told from the order of presentation only at the next key frame.
  const ofDecoded: [string, RtpFault][] = [
    ['jump half a second back', retimes((ticks, at) => (at < 25 ? ticks : ticks - 45_000))],
    ['jump hours ahead', retimes((ticks, at) => (at < 22 ? ticks : ticks + 5 * hour))],
    ['run over', retimes((ticks) => ticks - 25 * 3600 + 2 ** 32)],
  ];
  it.each<[string, RtpFault]>([
    ['jump an hour back', retimes((ticks, at) => (at < 22 ? ticks : ticks - hour))],
    ['stand still', retimes((ticks, at) => (at < 20 || at > 27 ? ticks : 20 * 3600))],
    ...(wire === 'jpeg' ? ofDecoded : []),
  ])('has growing times when its own %s', async (_, fault) => {
    await using watched = await watch('H.264', options, fault);
    const shown = await read(watched.frames, 40);
    expectOneStream(shown);
    const seconds = (shown.at(-1)!.stamp.ptsUs - shown[0]!.stamp.ptsUs) / 1e6;
    const frames = shown.at(-1)!.stamp.index - shown[0]!.stamp.index;
    expect(seconds).toBeGreaterThan(frames / 25 - 0.6);
    expect(seconds).toBeLessThan(frames / 25 + 0.6);
  });
});

it('is asked again after longer and longer waits while it refuses', async () => {
  await using watched = await watch('H.264', { stallTimeoutMs: 4000 });
  const { relay, source, frames } = watched;
  await watched.replace('H.264');
  await read(frames, 5);
  const opened = relay.attemptsMs.length;
  relay.line = 'refusing';
  relay.cut();
  const rest = readUntil(frames, () => source.losses > 0);
  while (relay.attemptsMs.length < opened + 3) await new Promise((resolve) => setTimeout(resolve, 20));
  const attemptsMs = relay.attemptsMs.slice(opened, opened + 3);
  relay.line = 'good';
  expectOneStream(await rest);
  // Half a second, one and two, each at least half of it.
  expect(attemptsMs[1]! - attemptsMs[0]!).toBeGreaterThan(499);
  expect(attemptsMs[2]! - attemptsMs[1]!).toBeGreaterThan(999);
  expect(source).toMatchObject({ losses: 1 });
  expect(watched.problems).toHaveLength(1);
});

it('a camera is found again with another format and size', async () => {
  await using watched = await watch('H.264', { stallTimeoutMs: 3000 });
  const { relay, source, frames } = watched;
  const all = await read(frames, 12);
  for (const [losses, clip] of (['H.265', 'JPEG', 'small H.264'] as const).entries()) {
    await watched.replace(clip);
    const { awayMs } = source;
    relay.cut();
    const size = (codings[clip] as Coding).size ?? '320x240';
    const isBack = (picture: Shown): boolean => source.losses > losses && picture.size === size;
    all.push(...(await readUntil(frames, (picture) => source.awayMs > awayMs && isBack(picture))));
    const shown = await read(frames, 8);
    expect(new Set(shown.map((picture) => picture.size))).toEqual(new Set([size]));
    expectRightPictures(shown);
    all.push(...shown);
  }
  expectOneStream(all);
  expect(source.losses).toBe(3);
});
