import { openSource, type Source } from '@farsight/media';
import type { VideoConfig } from '@farsight/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../packages/media/src/sources/testing/collect.js';
import { startClip, type Camera, type CameraCodec } from './python/rtsp-camera.js';
import { clipFrames, numberedClip } from './rtsp/clips.js';
import { RtspRelay } from './rtsp/rtsp-relay.js';
import { shownFrames, type Shown, type Undecoded } from './rtsp/shown-frames.js';

const folder = temporaryFolder();
const bFrames = 3;
const clips = {} as Record<CameraCodec | 'small', string>;

beforeAll(async () => {
  clips.h264 = await numberedClip(folder, { bFrames });
  clips.h265 = await numberedClip(folder, { codec: 'h265', size: '352x288', bFrames });
  clips.jpeg = await numberedClip(folder, { codec: 'jpeg', size: '640x480' });
  clips.small = await numberedClip(folder, { bFrames, size: '160x120' });
});

/** A source of cameras that take each other's place, its frames as video. */
class Replaced implements AsyncDisposable {
  readonly #relay: RtspRelay;
  readonly #cameras: Camera[];
  readonly source: Source;
  readonly #frames: AsyncGenerator<Shown | Undecoded, void, undefined>;
  /** Everything that came, answers and errors, in the order it came. */
  readonly all: (Shown | Undecoded)[] = [];

  private constructor(relay: RtspRelay, camera: Camera, source: Source) {
    this.#relay = relay;
    this.#cameras = [camera];
    this.source = source;
    this.#frames = shownFrames(source);
  }

  static async start(path: string, codec: CameraCodec): Promise<Replaced> {
    const camera = await startClip(path, { codec });
    const relay = await RtspRelay.start(camera.port);
    const url = `rtsp://127.0.0.1:${relay.port}/live`;
    return new Replaced(relay, camera, await openSource(url, { wire: 'video', rtspTransport: 'tcp' }));
  }

  get pictures(): readonly Shown[] {
    return this.all.filter((item): item is Shown => !('error' in item));
  }

  /** Resolves to the first picture of the camera that has taken the place. */
  async replace(path: string, codec: CameraCodec): Promise<Shown> {
    const { losses } = this.source;
    const camera = await startClip(path, { codec });
    this.#cameras.push(camera);
    this.#relay.target = camera.port;
    this.#relay.cut();
    // What was on its way when the line was cut still comes; then there was nothing for a quarter of a second at least.
    const isBack = (): boolean => {
      const [before, last] = this.pictures.slice(-2);
      const isAfterGap = last!.stamp.ptsUs - before!.stamp.ptsUs > 240_000;
      return (
        this.source.losses > losses && (last!.size !== before!.size || (isAfterGap && last!.number === 0))
      );
    };
    return (await this.readUntil((shown) => shown.length > 0 && isBack())).at(-1)!;
  }

  /** The next pictures up to the one that is enough, and that. */
  async readUntil(isEnough: (shown: readonly Shown[]) => boolean): Promise<Shown[]> {
    const shown: Shown[] = [];
    while (!isEnough(shown)) {
      const next = await this.#frames.next();
      if (next.done === true) throw new Error('The source has ended.');
      this.all.push(next.value);
      if (!('error' in next.value)) shown.push(next.value);
    }
    return shown;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.source[Symbol.asyncDispose]();
    await this.#relay[Symbol.asyncDispose]();
    for (const camera of this.#cameras) await camera.kill();
  }
}

/** Pictures of one connection show what their times say. */
function expectRightTimes(shown: readonly Shown[]): void {
  const first = shown[0]!;
  for (const { stamp, number } of shown) {
    const frames = (stamp.ptsUs - first.stamp.ptsUs) / 40_000;
    expect(number, `frame ${stamp.index}`).toBe((first.number + Math.round(frames)) % clipFrames);
    expect(Math.abs(frames - Math.round(frames)), `frame ${stamp.index}`).toBeLessThan(0.1);
  }
}

/** And none is missing. */
function expectInRow(shown: readonly Shown[]): void {
  expectRightTimes(shown);
  const first = shown[0]!.number;
  expect(shown.map(({ number }) => number)).toEqual(shown.map((_, at) => (first + at) % clipFrames));
}

/** From the first time on, all times grow. */
function expectGrowingTimes(shown: readonly Shown[]): void {
  const times = shown.map(({ stamp }) => stamp.ptsUs);
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  expect(times[0]).toBe(0);
}

describe.each(['h264', 'h265'] as const)('a camera that sends B-frames as %s', (codec) => {
  it('is seen in the order of presentation, also after it was away', async () => {
    await using camera = await Replaced.start(clips[codec], codec);
    // Longer than the clip, which begins again.
    const before = await camera.readUntil((shown) => shown.length === clipFrames + 14);
    expect(before[0]).toMatchObject({ number: 0, stamp: { index: 0, ptsUs: 0 } });
    expectInRow(before);
    const back = await camera.replace(clips[codec], codec);
    expect(back.number).toBe(0);
    const after = await camera.readUntil((shown) => shown.length === clipFrames + 14);
    expectInRow([back, ...after]);
    expect(camera.source.losses).toBe(1);
    expectGrowingTimes(camera.pictures);
  });
});

it('a camera that is replaced by others in other formats is seen in the order of presentation', async () => {
  await using camera = await Replaced.start(clips.h264, 'h264');
  const replacements = [
    ['h265', clips.h265, '352x288'],
    ['jpeg', clips.jpeg, '640x480'],
    ['h264', clips.small, '160x120'],
    ['jpeg', clips.jpeg, '640x480'],
  ] as const;
  await camera.readUntil((shown) => shown.length === 12);
  for (const [codec, clip, size] of replacements) {
    const back = await camera.replace(clip, codec);
    const shown = [back, ...(await camera.readUntil((pictures) => pictures.length === 12))];
    expect(new Set(shown.map((picture) => picture.size))).toEqual(new Set([size]));
    // Of images only the newest waits.
    if (codec === 'jpeg') expectRightTimes(shown);
    else expectInRow(shown);
  }
  expectGrowingTimes(camera.pictures);
  // Every chunk came out once, or was left out where nobody took it in time.
  const indices = camera.all.map(({ stamp }) => stamp.index).sort((a, b) => a - b);
  expect(new Set(indices).size).toBe(indices.length);
  expect(indices.at(-1)! + 1 - indices.length).toBeLessThanOrEqual(camera.source.dropped);
});

it('a camera that changes its size without a break tells its configuration again', async () => {
  await using camera = await startClip(clips.h264);
  await using source = await openSource(`rtsp://127.0.0.1:${camera.port}/live`, { wire: 'video' });
  const sets = new Map<string, VideoConfig>();
  for await (const frame of source) {
    if (frame.codec !== 'video' || frame.config === undefined) continue;
    sets.set(JSON.stringify(frame.config), frame.config);
    if (sets.size === 2) break;
    camera.play(clips.small);
  }
  const [first, second] = [...sets.values()];
  expect(first).toMatchObject({ codedWidth: 320, codedHeight: 240 });
  // The decoder finds the size in the parameter sets.
  expect(second).not.toHaveProperty('codedWidth');
  expect(second?.codec).toMatch(/^avc1\./);
});
