import { setImmediate as turn } from 'node:timers/promises';
import { probeImage, type SourceOptions } from '@farsight/media';
import { FarsightError, noDrops } from '@farsight/protocol';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { planNetworks } from '../session/stream-plan.js';
import { StreamRegistry } from '../session/stream-registry.js';
import { FakeNetwork } from '../testing/fake-networks.js';
import { ManualRunner, PromptRunner } from '../testing/manual-runner.js';
import { frameOf } from '../testing/results.js';
import type { WatchedSource } from './shared-source.js';
import { SourceAccess } from './source-access.js';
import { SourceHub, type WatchOrder } from './source-hub.js';
import type { SourceAnswer } from './source-run.js';
import { FakeSource } from './testing/fake-source.js';

let signal: AbortSignal;
let sources: FakeSource[];
let streams: StreamRegistry;
let opened: SourceOptions[];
let there: (error?: Error) => void;
let logged: { level: number; msg: string; source?: string }[];

/** Waits for a source like media does, until the test says that it is there, or what is wrong with it for good. */
async function untilThere({ signal: stop, onProblem, onReturn }: SourceOptions): Promise<void> {
  onProblem?.({ error: new FarsightError('SOURCE_FAILED', 'Connection refused.'), away: true });
  await new Promise<void>((resolve, reject) => {
    there = (error) => (error === undefined ? resolve() : reject(error));
    stop?.addEventListener('abort', () => reject(new FarsightError('CANCELLED', 'Stopped.')));
  });
  onReturn?.(1000);
}

/** Opens sources named `live` and `file`, and fails at all others. */
async function open(location: string, options: SourceOptions): Promise<FakeSource> {
  await turn();
  opened.push(options);
  if (location === 'late:') await untilThere(options);
  if (location === 'broken:') throw new FarsightError('SOURCE_FAILED', 'It is broken.');
  const source = new FakeSource(location !== 'file:', options);
  sources.push(source);
  return source;
}

function hubOf({ limit = 16, lingerMs = 5000 } = {}): SourceHub {
  return new SourceHub({
    access: new SourceAccess({
      named: { camera: 'live:', other: 'live:', clip: 'file:', bad: 'broken:', late: 'late:' },
    }),
    streams,
    logger: pino({ base: null }, { write: (line) => logged.push(JSON.parse(line) as (typeof logged)[0]) }),
    limit,
    maxPixels: 1e6,
    lingerMs,
    planFor: (delivery) => ({ delivery, maxInFlight: 4, maxWaitingBytes: 1e6 }),
    open,
  });
}

const network = new FakeNetwork('net', [new PromptRunner()]);

function order(source: string, { frames = false, on = network, options = {} } = {}): WatchOrder {
  return { source, frames, networks: planNetworks([on], options) };
}

function answersOf({ answers }: WatchedSource): AsyncIterator<SourceAnswer> {
  return answers[Symbol.asyncIterator]();
}

async function indices(answers: AsyncIterator<SourceAnswer>, count: number): Promise<number[]> {
  const all: number[] = [];
  while (all.length < count) {
    const next = await answers.next();
    if (next.done === true) break;
    all.push(next.value.stamp.index);
  }
  return all;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}

beforeEach(() => {
  ({ signal } = new AbortController());
  sources = [];
  opened = [];
  logged = [];
  streams = new StreamRegistry();
});
afterEach(() => vi.useRealTimers());

describe('a live source', () => {
  it('is opened and run once for all who watch it with the same networks and options', async () => {
    const hub = hubOf();
    const [one, two] = await Promise.all([
      hub.watch(order('camera'), signal),
      hub.watch(order('camera'), signal),
    ]);
    sources[0]?.give(3);
    expect(await indices(answersOf(one), 3)).toEqual([0, 1, 2]);
    expect(await indices(answersOf(two), 3)).toEqual([0, 1, 2]);
    expect(sources).toHaveLength(1);
    expect(streams.streams()).toMatchObject([{ id: 'camera', frames: 3, delivery: 'live' }]);
    expect(one.streamId).toBe('camera');
    expect([one.counts, two.counts]).toEqual(Array(2).fill({ received: 3, answered: 3, drops: noDrops }));
  });

  it('is another one with other options, networks or names of other places', async () => {
    const hub = hubOf();
    await hub.watch(order('camera'), signal);
    await hub.watch(order('camera', { options: { scoreThreshold: 0.5 } }), signal);
    await hub.watch(order('camera', { on: new FakeNetwork('second', []) }), signal);
    expect(sources).toHaveLength(3);
    // The same place by another name is the same source.
    await hub.watch(order('other'), signal);
    expect([sources.length, hub.size]).toEqual([3, 3]);
  });

  it('shows those who come later what comes from then on', async () => {
    const hub = hubOf();
    const early = answersOf(await hub.watch(order('camera'), signal));
    sources[0]?.give(2);
    expect(await indices(early, 2)).toEqual([0, 1]);
    const late = await hub.watch(order('camera'), signal);
    sources[0]?.give(1);
    const first = await answersOf(late).next();
    expect(first.value).toMatchObject({ stamp: { index: 2 }, drops: noDrops });
  });

  it('gives frames to those alone who asked for them, as the source gave them', async () => {
    const hub = hubOf();
    const [plain, seeing] = await Promise.all([
      hub.watch(order('camera'), signal),
      hub.watch(order('camera', { frames: true }), signal),
    ]);
    sources[0]?.give(1);
    expect((await answersOf(plain).next()).value).toMatchObject({ picture: undefined });
    const { value } = (await answersOf(seeing).next()) as { value: SourceAnswer };
    expect(await value.picture?.()).toEqual(frameOf(0, 16, 'camera'));
    expect(sources).toHaveLength(1);
  });

  it('asks for pixels, and makes one JPEG for all who want to see them', async () => {
    const hub = hubOf();
    const watched = await Promise.all(
      [true, true, false].map((frames) => hub.watch(order('camera', { frames }), signal)),
    );
    expect(opened).toMatchObject([{ wire: 'raw' }]);
    const raw = { format: 'gray8', width: 33, height: 17, strideBytes: 33 } as const;
    sources[0]?.give(1, (index) => ({
      stamp: { streamId: 'camera', index, ptsUs: 0 },
      codec: 'raw',
      raw,
      data: new Uint8Array(33 * 17),
    }));
    const [one, two, none] = await Promise.all(
      watched.map(async (each) => {
        const { value } = (await answersOf(each).next()) as { value: SourceAnswer };
        return value.picture?.();
      }),
    );
    expect(one?.stamp).toEqual({ streamId: 'camera', index: 0, ptsUs: 0 });
    expect(probeImage(one!.data)).toMatchObject({ codec: 'jpeg', width: 33, height: 17 });
    expect(two).toBe(one);
    expect(none).toBeUndefined();
  });

  it('drops answers of who is slow, with a count, and holds nobody else up', async () => {
    const hub = hubOf();
    const [slow, quick] = await Promise.all([
      hub.watch(order('camera'), signal),
      hub.watch(order('camera'), signal),
    ]);
    const answers = answersOf(quick);
    for (let i = 0; i < 20; i += 1) {
      sources[0]?.give(1);
      expect(await indices(answers, 1)).toEqual([i]);
    }
    const late = answersOf(slow);
    expect((await late.next()).value).toMatchObject({
      stamp: { index: 12 },
      drops: { ...noDrops, queue: 12 },
    });
    expect((await late.next()).value).toMatchObject({ stamp: { index: 13 }, drops: noDrops });
    expect(slow.counts).toEqual({ received: 20, answered: 2, drops: { ...noDrops, queue: 12 } });
    expect(quick.counts).toEqual({ received: 20, answered: 20, drops: noDrops });
  });

  it('drops frames that the network has no time for, and says so to all', async () => {
    const runner = new ManualRunner();
    const hub = hubOf();
    const watched = await hub.watch(order('camera', { on: new FakeNetwork('slow', [runner]) }), signal);
    sources[0]?.give(30);
    await until(() => streams.counts().received === 30);
    const answers = answersOf(watched);
    const seen: SourceAnswer[] = [];
    while (seen.length < 4) {
      if (runner.load > 0) runner.finish();
      await turn();
      const { value } = (await answers.next()) as { value: SourceAnswer };
      seen.push(value);
    }
    expect(seen.at(-1)?.stamp.index).toBe(29);
    expect(watched.counts.drops).toEqual({ ...noDrops, queue: 26 });
  });

  it('stays for a while after the last one has left, and is closed then', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const hub = hubOf({ lingerMs: 5000 });
    (await hub.watch(order('camera'), signal))[Symbol.dispose]();
    vi.advanceTimersByTime(4999);
    const again = await hub.watch(order('camera'), signal);
    expect(sources).toHaveLength(1);
    vi.advanceTimersByTime(60_000);
    expect([sources[0]?.closed, hub.size]).toEqual([false, 1]);
    again[Symbol.dispose]();
    vi.advanceTimersByTime(5000);
    expect([sources[0]?.closed, hub.size]).toEqual([true, 0]);
    await until(() => streams.streams().length === 0);
  });

  it('fails for all when it fails, and is opened anew for who asks again', async () => {
    const hub = hubOf();
    const all = await Promise.all([hub.watch(order('camera'), signal), hub.watch(order('camera'), signal)]);
    sources[0]?.end(new FarsightError('SOURCE_FAILED', 'It fell silent.'));
    for (const one of all) await expect(answersOf(one).next()).rejects.toThrow('It fell silent.');
    await hub.watch(order('camera'), signal);
    expect(sources).toHaveLength(2);
  });

  it('ends for all when it ends', async () => {
    const hub = hubOf();
    const watched = await hub.watch(order('camera'), signal);
    sources[0]?.give(2);
    sources[0]?.end();
    expect(await indices(answersOf(watched), 3)).toEqual([0, 1]);
    expect(hub.size).toBe(0);
  });

  it('is not there any more for who left, which nobody else notices', async () => {
    const hub = hubOf();
    const stop = new AbortController();
    const leaving = await hub.watch(order('camera'), stop.signal);
    const staying = await hub.watch(order('camera'), signal);
    const next = answersOf(leaving).next();
    stop.abort(new FarsightError('CANCELLED', 'Enough.'));
    await expect(next).rejects.toThrow('Enough.');
    sources[0]?.give(1);
    expect(await indices(answersOf(staying), 1)).toEqual([0]);
  });

  it('is opened on for the others when the first leaves meanwhile', async () => {
    const hub = hubOf();
    const stop = new AbortController();
    const first = hub.watch(order('camera'), stop.signal);
    const second = hub.watch(order('camera'), signal);
    // Only now is it being opened.
    await until(() => hub.size === 1);
    stop.abort(new FarsightError('CANCELLED', 'Enough.'));
    await expect(first).rejects.toThrow('Enough.');
    await expect(second).resolves.toBeDefined();
    expect(sources).toHaveLength(1);
  });
});

describe('a source that cannot be reached', () => {
  it('is waited for once for all who want it, who are told, and is listed meanwhile', async () => {
    const hub = hubOf();
    const told: string[] = [];
    const wait = (name: string): Promise<WatchedSource> =>
      hub.watch({ ...order('late'), onWaiting: () => told.push(name) }, signal);
    const first = wait('first');
    await until(() => told.length === 1);
    const second = wait('second');
    await until(() => told.length === 2);
    expect(opened).toMatchObject([{ retryOpening: true, streamId: 'late' }]);
    expect(streams.streams()).toMatchObject([
      { id: 'late', state: 'waiting', frames: 0, losses: 0, networks: ['net'], live: undefined },
    ]);
    there();
    const all = await Promise.all([first, second]);
    sources[0]?.give(1);
    for (const watched of all) {
      expect(watched).toMatchObject({ live: true, away: false });
      expect(await indices(answersOf(watched), 1)).toEqual([0]);
    }
    expect([told, streams.streams().length, sources.length]).toEqual([['first', 'second'], 1, 1]);
    expect(logged).toMatchObject([
      { level: 40, source: 'late', msg: 'A source cannot be reached; it is tried again and again.' },
      { level: 30, source: 'late', msg: 'A source can be reached again.' },
    ]);
  });

  it('fails for all when trying again cannot help, and is no longer listed', async () => {
    const hub = hubOf();
    const both = [hub.watch(order('late'), signal), hub.watch(order('late'), signal)];
    await until(() => streams.streams().length === 1);
    there(new FarsightError('SOURCE_FAILED', 'The password was not accepted.'));
    for (const one of both) await expect(one).rejects.toThrow('The password was not accepted.');
    expect([hub.size, streams.streams()]).toEqual([0, []]);
  });

  it('is given up when nobody waits for it any more', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const hub = hubOf({ lingerMs: 5000 });
    const stop = new AbortController();
    const watching = hub.watch(order('late'), stop.signal);
    await until(() => streams.streams().length === 1);
    stop.abort(new FarsightError('DEADLINE_EXCEEDED', 'Long enough.'));
    await expect(watching).rejects.toThrow('Long enough.');
    vi.advanceTimersByTime(5000);
    await until(() => streams.streams().length === 0);
    expect([opened[0]?.signal?.aborted, hub.size]).toEqual([true, 0]);
  });

  it('is one line in the log each time it is lost, and says how often and how long it was away', async () => {
    const hub = hubOf();
    await hub.watch(order('camera'), signal);
    const [{ onProblem, onReturn }] = opened as [SourceOptions];
    const error = new FarsightError('SOURCE_FAILED', 'It fell silent.');
    onProblem?.({ error, away: true });
    Object.assign(sources[0]!, { losses: 1, awayMs: 40 });
    expect(await hub.watch(order('camera'), signal)).toMatchObject({ away: true });
    expect(streams.streams()).toMatchObject([{ id: 'camera', losses: 1, awayMs: 40 }]);
    onReturn?.(40);
    expect(await hub.watch(order('camera'), signal)).toMatchObject({ away: false });
    for (let i = 0; i < 50; i += 1) onProblem?.({ error });
    expect(logged.map(({ level }) => level)).toEqual([40, 30, 40]);
  });
});

describe('a source with an end', () => {
  it('is seen from its beginning by everybody, each at their own pace', async () => {
    const hub = hubOf();
    const all = await Promise.all([1, 2, 3].map(() => hub.watch(order('clip', { frames: true }), signal)));
    expect([sources.length, hub.size]).toEqual([3, 3]);
    for (const source of sources) {
      source.give(20);
      source.end();
    }
    for (const watched of all) {
      const answers = answersOf(watched);
      for (let i = 0; i < 20; i += 1) {
        const { value } = (await answers.next()) as { value: SourceAnswer };
        expect(value).toMatchObject({ stamp: { index: i }, drops: noDrops });
        expect(await value.picture?.()).toEqual(frameOf(i, 16, 'clip'));
      }
      expect((await answers.next()).done).toBe(true);
      expect(watched.counts).toMatchObject({ received: 20, answered: 20, drops: noDrops });
      watched[Symbol.dispose]();
    }
    expect([hub.size, streams.streams().length]).toEqual([0, 0]);
  });

  it('waits for who is slow', async () => {
    const hub = hubOf();
    const watched = await hub.watch(order('clip'), signal);
    sources[0]?.give(100);
    const answers = answersOf(watched);
    await answers.next();
    for (let i = 0; i < 50; i += 1) await turn();
    expect(streams.counts().received).toBeLessThan(10);
  });

  it('is closed at once when its watcher leaves, even before the first answer', async () => {
    const hub = hubOf();
    (await hub.watch(order('clip'), signal))[Symbol.dispose]();
    expect([sources[0]?.closed, hub.size]).toEqual([true, 0]);
  });
});

describe('the hub', () => {
  it('says what opening failed with, and forgets it', async () => {
    const hub = hubOf();
    const both = [hub.watch(order('bad'), signal), hub.watch(order('bad'), signal)];
    for (const one of both) await expect(one).rejects.toThrow('It is broken.');
    expect(hub.size).toBe(0);
    await expect(hub.watch(order('nobody'), signal)).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
  });

  it('opens only so many, those that nobody watches not counted', async () => {
    const hub = hubOf({ limit: 2 });
    const first = await hub.watch(order('camera'), signal);
    await hub.watch(order('clip'), signal);
    await expect(hub.watch(order('clip'), signal)).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: 'Expected at most 2 open sources on this server (limit sources); as many are open.',
    });
    await hub.watch(order('camera'), signal);
    first[Symbol.dispose]();
    await expect(hub.watch(order('clip'), signal)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it('gives the place of a source that nobody watches to another', async () => {
    const hub = hubOf({ limit: 1 });
    (await hub.watch(order('camera'), signal))[Symbol.dispose]();
    expect(hub.size).toBe(1);
    await hub.watch(order('clip'), signal);
    expect([sources[0]?.closed, hub.size]).toEqual([true, 1]);
  });

  it('ends what does not end by itself when it closes', async () => {
    const hub = hubOf();
    const live = await hub.watch(order('camera'), signal);
    const clip = await hub.watch(order('clip'), signal);
    hub.close(new FarsightError('SHUTTING_DOWN', 'Good night.'));
    await expect(answersOf(live).next()).rejects.toThrow('Good night.');
    await expect(hub.watch(order('camera'), signal)).rejects.toThrow('Good night.');
    sources[1]?.give(1);
    sources[1]?.end();
    expect(await indices(answersOf(clip), 2)).toEqual([0]);
  });

  it('ends what it is just opening when it closes', async () => {
    const hub = hubOf();
    const opening = hub.watch(order('camera'), signal);
    await until(() => hub.size === 1);
    hub.close(new FarsightError('SHUTTING_DOWN', 'Good night.'));
    const told = opening.then((watched) => answersOf(watched).next());
    await expect(told).rejects.toThrow('Good night.');
    await until(() => sources.every(({ closed }) => closed));
  });
});
