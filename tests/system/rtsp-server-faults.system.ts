import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { connect, remoteStream, type StreamItem, type WatchedItem } from '@farsight/client';
import { openSource, type SourceOptions } from '@farsight/media';
import type { StatusReport, StreamStatus } from '@farsight/protocol';
import type { FarsightServer } from '@farsight/server';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CliProcess } from '../../packages/cli/src/testing/cli-process.js';
import { temporaryFolder } from '../../packages/media/src/sources/testing/collect.js';
import { bundled, serveBundled } from '../e2e/support/serve-bundled.js';
import { ClipResults } from './rtsp/clip-results.js';
import { copyClip } from './rtsp/copy-clip.js';
import { RelayedCamera, secrets } from './rtsp/relayed-camera.js';
import { loses, losesPictures } from './rtsp/rtp-faults.js';
import { takeUntil } from './rtsp/take-until.js';

type Item = StreamItem | WatchedItem;

/** The network's own (networks/codes-nano.yaml). */
const threshold = 0.4;
const folder = temporaryFolder();
const clips = {
  conveyor: fileURLToPath(new URL('../../samples/conveyor.mp4', import.meta.url)),
  whole: join(folder, 'whole.mp4'),
  half: join(folder, 'half.mp4'),
};
const cameras = ['silent', 'cut', 'lossy'] as const;
const named = new Map<(typeof cameras)[number], RelayedCamera>();
/** What the network finds in each frame of a clip. */
const direct = {} as Record<keyof typeof clips, ClipResults>;
/** All that is told to anybody: lines of the log, results, errors, status, metrics. */
const told: string[] = [];
let server: FarsightServer;
let address: string;

beforeAll(async () => {
  await copyClip(clips.conveyor, clips.whole, { step: 1, frames: 60 });
  await copyClip(clips.conveyor, clips.half, { step: 2, frames: 60 });
  const played = { silent: clips.conveyor, cut: clips.conveyor, lossy: clips.half };
  for (const name of cameras) named.set(name, await RelayedCamera.start({ path: played[name] }));
  const logger = pino({ level: 'trace' }, { write: (line: string) => void told.push(line) });
  const urls = Object.fromEntries([...named].map(([name, { url }]) => [name, url]));
  const options = { sources: { named: urls }, httpPort: 0, logger } as const;
  ({ server, address } = await serveBundled(options));
  for (const [name, path] of Object.entries(clips) as [keyof typeof clips, string][])
    direct[name] = await ClipResults.of(path, address, bundled, threshold);
});

afterEach(async () => {
  told.push(await get('/api/status'), await get('/metrics'), JSON.stringify(server.stats()));
  for (const secret of Object.values(secrets)) {
    const leak = told.find((text) => text.includes(secret));
    if (leak !== undefined) throw new Error(`Expected nobody to be told ${secret}, but it is in: ${leak}`);
  }
});

afterAll(async () => {
  await server.close({ drainMs: 0 });
  for (const camera of named.values()) await camera[Symbol.asyncDispose]();
});

async function get(path: string): Promise<string> {
  return (await fetch(`http://127.0.0.1:${server.httpPort}${path}`)).text();
}

async function statusOf(id: string): Promise<StreamStatus> {
  const { streams } = JSON.parse(await get('/api/status')) as StatusReport;
  const status = streams.filter((stream) => stream.id === id);
  expect(status).toHaveLength(1);
  return status[0]!;
}

function camera(name: (typeof cameras)[number]): RelayedCamera {
  return named.get(name)!;
}

/** How often the server's log has said this of a source. */
function saidOf(source: string, message: string): number {
  return told.filter((line) => line.includes(`"source":"${source}"`) && line.includes(message)).length;
}

/** Items, and what they tell. */
async function takenUntil<T extends Item>(
  items: AsyncIterator<T>,
  isEnough: (all: readonly T[]) => boolean,
): Promise<T[]> {
  const all = await takeUntil(items, isEnough);
  told.push(...all.map(({ stamp, meta, error }) => JSON.stringify([stamp, meta, error?.message])));
  return all;
}

const take = <T extends Item>(items: AsyncIterator<T>, count: number): Promise<T[]> =>
  takenUntil(items, (all) => all.length === count);

/** Indices and times grow, the stream stays the same, and what is missing was counted. */
function expectOneStream(items: readonly Item[]): void {
  expect(new Set(items.map(({ stamp }) => stamp.streamId)).size).toBe(1);
  items.slice(1).forEach(({ stamp, dropped }, at) => {
    const before = items[at]!.stamp;
    expect(stamp.index).toBe(before.index + 1 + dropped);
    expect(stamp.ptsUs).toBeGreaterThan(before.ptsUs);
  });
}

/** The results of one connection are those of the clip. */
function expectResultsOf(clip: keyof typeof clips, items: readonly Item[]): void {
  const { share, boxes } = direct[clip].likeness(items);
  expect(boxes).toBeGreaterThan(2 * items.length);
  expect(share).toBeGreaterThanOrEqual(0.95);
  const size = clip === 'half' ? { width: 480, height: 270 } : { width: 960, height: 540 };
  for (const item of items) expect(item).toMatchObject(size);
}

describe('a camera that the server opens', () => {
  it('is watched on after it was silent', async () => {
    const gate = camera('silent');
    await using client = await connect(address);
    const items = client.watch('silent', bundled)[Symbol.asyncIterator]();
    const before = await take(items, 15);
    await gate.replace({ path: clips.conveyor });
    gate.relay.line = 'silent';
    const rest = takenUntil(items, () => saidOf('silent', 'can be reached again') > 0);
    while (saidOf('silent', 'did not answer for 5 s') === 0) await delay(20);
    expect(await statusOf('silent')).toMatchObject({ losses: 1 });
    gate.relay.line = 'good';
    const back = await rest;
    const after = await take(items, 30);
    expectOneStream([...before, ...back, ...after]);
    expectResultsOf('conveyor', before);
    // The first may have been on their way before.
    expectResultsOf('conveyor', after.slice(15));
    const { losses, awayMs } = await statusOf('silent');
    expect({ losses, connections: gate.relay.attemptsMs.length }).toEqual({ losses: 1, connections: 2 });
    expect(awayMs).toBeGreaterThan(5000);
    const passedMs = (after.at(-1)!.stamp.ptsUs - before.at(-1)!.stamp.ptsUs) / 1000;
    expect(passedMs).toBeGreaterThan(awayMs!);
  });

  it('is watched on after it was cut, and restarted with another size', async () => {
    const gate = camera('cut');
    await using client = await connect(address);
    const items = client.watch('cut', bundled)[Symbol.asyncIterator]();
    const all = await take(items, 15);
    expectResultsOf('conveyor', all);
    for (const [at, clip] of (['conveyor', 'half', 'conveyor'] as const).entries()) {
      await gate.replace({ path: clips[clip] });
      gate.relay.cut();
      all.push(...(await takenUntil(items, () => saidOf('cut', 'can be reached again') > at)));
      const after = await take(items, 30);
      expectResultsOf(clip, after.slice(15));
      expect(await statusOf('cut')).toMatchObject({ losses: at + 1 });
      all.push(...after);
    }
    expectOneStream(all);
    expect((await statusOf('cut')).dropped).toBeGreaterThanOrEqual(
      all.reduce((sum, { dropped }) => sum + dropped, 0),
    );
  });

  it('gives results of whole pictures only when some are lost', async () => {
    camera('lossy').relay.fault = losesPictures((picture) => picture % 23 === 14);
    await using client = await connect(address);
    const items = client.watch('lossy', bundled)[Symbol.asyncIterator]();
    const all = await takenUntil(items, (seen) => seen.length >= 40 && saidOf('lossy', 'was left out') > 0);
    expectOneStream(all);
    expectResultsOf('half', all);
    expect(await statusOf('lossy')).toMatchObject({ losses: 0, failed: 0 });
  });
});

describe('a camera whose video a client passes on', () => {
  it('may break off within a picture and come back with another size', async () => {
    await using relayed = await RelayedCamera.start({ path: clips.whole });
    await using source = await openSource(relayed.url, { wire: 'video', streamId: 'passed on' });
    const items = remoteStream(address, source, bundled, { delivery: 'live' })[Symbol.asyncIterator]();
    const all = await take(items, 20);
    expectResultsOf('whole', all);
    for (const [clip, width] of [
      ['half', 480],
      ['whole', 960],
    ] as const) {
      await relayed.replace({ path: clips[clip] });
      await relayed.relay.tear();
      const after = await takenUntil(
        items,
        (seen) => seen.filter((item) => item.width === width).length === 20,
      );
      expectResultsOf(clip, after.slice(-15));
      all.push(...after);
    }
    expectOneStream(all);
    expect(source.losses).toBe(2);
    const { streams } = server.stats();
    expect(streams.filter(({ losses }) => losses === undefined)).toMatchObject([
      { delivery: 'live', failed: 2 },
    ]);
    // Each time, the picture that was torn.
    const torn = all.filter(({ error }) => error !== undefined);
    expect(torn.map(({ error }) => error?.code)).toEqual(['INVALID_FRAME', 'INVALID_FRAME']);
    expect(torn.map(({ stamp }) => all[all.findIndex((item) => item.stamp === stamp) + 1]?.width)).toEqual([
      480, 960,
    ]);
  });

  it.each<SourceOptions>([{ wire: 'video' }, { wire: 'jpeg' }])(
    'gives results of whole pictures only when datagrams are lost: %o',
    async (options) => {
      await using relayed = await RelayedCamera.start({ path: clips.half });
      let lost = 0;
      const pass = loses(0.02);
      relayed.relay.fault = (packet) => pass(packet) ?? void (lost += 1);
      await using source = await openSource(relayed.url, {
        ...options,
        rtspTransport: 'udp',
        streamId: 'lossy',
      });
      const items = remoteStream(address, source, bundled, { delivery: 'live' })[Symbol.asyncIterator]();
      const all = await takenUntil(items, (seen) => seen.length >= 40 && lost > 2);
      expectOneStream(all);
      expectResultsOf(
        'half',
        all.filter(({ error }) => error === undefined),
      );
      expect(source.losses).toBe(0);
    },
  );

  it('is run from the command line without anybody learning its password', async () => {
    await using relayed = await RelayedCamera.start({ path: clips.half });
    const results = ['--results', '-', '--max-frames', '10'];
    await using run = new CliProcess('run', address, bundled, relayed.url, ...results);
    const { code, out, err } = await run.ended();
    told.push(out, err);
    expect({ code, err }).toMatchObject({ code: 0 });
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { stream: string });
    expect(new Set(lines.map(({ stream }) => stream))).toEqual(new Set(['127.0.0.1']));
  });
});
