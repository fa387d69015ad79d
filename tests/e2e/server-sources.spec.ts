import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { connect, type Client, type SourceWatch, type StreamItem, type WatchedItem } from '@farsight/client';
import { openSource, probeImage } from '@farsight/media';
import type { FarsightServer } from '@farsight/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MjpegCamera } from './support/mjpeg-camera.js';
import { sample } from './support/samples.js';
import { bundled, serveBundled } from './support/serve-bundled.js';

const samples = fileURLToPath(new URL('../../samples', import.meta.url));
const conveyor = `${samples}/conveyor.mp4`;
let parcel: Buffer;
let shelf: Buffer;
let gate: MjpegCamera;
let yard: MjpegCamera;
let server: FarsightServer;
let client: Client;

beforeAll(async () => {
  [parcel, shelf] = await Promise.all([sample('parcel.jpg'), sample('shelf.jpg')]);
  [gate, yard] = await Promise.all([MjpegCamera.start(), MjpegCamera.start()]);
  const named = { gate: gate.url, yard: yard.url, parcel: `${samples}/parcel.jpg` };
  const sources = { named, allow: [samples, new URL(gate.url).origin] };
  const served = await serveBundled({ sources, logger: 'silent' });
  server = served.server;
  client = await connect(served.address);
}, 60_000);
afterAll(async () => {
  await client.close();
  await server.close({ drainMs: 0 });
  for (const camera of [gate, yard]) await camera[Symbol.asyncDispose]();
});

async function take(items: AsyncIterator<WatchedItem>): Promise<WatchedItem> {
  const next = await items.next();
  if (next.done === true) throw new Error('The source has ended.');
  return next.value;
}

/** The next item for each of those who watch, once the camera sends a picture. */
async function seen(
  from: MjpegCamera,
  jpeg: Buffer,
  ...all: readonly AsyncIterator<WatchedItem>[]
): Promise<WatchedItem[]> {
  const items = Promise.all(all.map(take));
  from.send(jpeg);
  return items;
}

const iterate = (watch: SourceWatch): AsyncIterator<WatchedItem> => watch[Symbol.asyncIterator]();
const what = ({ stamp, meta, width, height }: Omit<WatchedItem, 'image'>): object => ({
  stamp,
  meta,
  width,
  height,
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(5);
}

describe('a file on the server', () => {
  it('gives the results that it gives when its pixels are sent', { timeout: 60_000 }, async () => {
    await using source = await openSource(conveyor, { wire: 'raw' });
    const sent: StreamItem[] = [];
    for await (const item of client.stream(source, bundled)) if (sent.push(item) === 10) break;
    const watched: WatchedItem[] = [];
    for await (const item of client.watch(conveyor, bundled, { frames: true })) {
      if (watched.push(item) === 10) break;
    }
    expect(watched.map(what)).toEqual(sent.map(what));
    expect(watched.map(({ stamp, dropped }) => [stamp.index, dropped])).toEqual(
      sent.map((_, index) => [index, 0]),
    );
    for (const { image, width, height } of watched) {
      expect(probeImage(image!.data)).toMatchObject({ codec: 'jpeg', width, height });
    }
    await until(() => server.stats().streams.length === 0);
  });

  it('is seen whole from its beginning by everybody', { timeout: 60_000 }, async () => {
    const all = await Promise.all(
      [1, 2, 3].map(async () => {
        const items = [];
        for await (const item of client.watch('parcel', bundled)) items.push(item);
        return items.map(what);
      }),
    );
    await using another = client.watch('parcel', bundled);
    expect((await another.info()).maxAgeMs).toBeUndefined();
    expect(all[0]).toMatchObject([{ width: 1280, height: 720, stamp: { index: 0, streamId: 'parcel' } }]);
    expect(all).toEqual([all[0], all[0], all[0]]);
  });

  it.each([
    ['its folder is not allowed', '/etc/passwd', 'NOT_ALLOWED'],
    ['it is reached by ..', `${samples}/../samples/conveyor.mp4`, 'NOT_ALLOWED'],
    ['it is not there', `${samples}/none.mp4`, 'SOURCE_NOT_FOUND'],
    ['it is no video', `${samples}/expected.json`, 'SOURCE_FAILED'],
    ['there is no such name', 'door', 'NOT_ALLOWED'],
  ])('is not shown where %s', async (_, name, code) => {
    const watching = client.watch(name, bundled).info();
    await expect(watching).rejects.toMatchObject({ code });
    await expect(watching).rejects.not.toThrow(/samples|etc/);
  });
});

describe('a camera on the server', () => {
  it('is opened once, and its frames are run once, for all who watch', { timeout: 60_000 }, async () => {
    const [one, two] = [client.watch('gate', bundled), client.watch('gate', bundled, { frames: true })];
    for (const info of await Promise.all([one.info(), two.info()])) expect(info.maxAgeMs).toBe(1000);
    const [first, second] = [iterate(one), iterate(two)];
    for (const jpeg of [parcel, shelf, parcel]) {
      const [plain, full] = await seen(gate, jpeg, first, second);
      expect(what(plain!)).toEqual(what(full!));
      expect(Object.values(plain!.meta)[0]).toMatchObject({ kind: 'detections' });
      expect([plain!.image, Buffer.from(full!.image!.data).equals(jpeg)]).toEqual([undefined, true]);
    }
    expect(gate.asked).toBe(1);
    expect(server.stats().streams).toMatchObject([{ id: 'gate', frames: 3 }]);
    await first.return?.();
    expect(await seen(gate, shelf, second)).toMatchObject([{ stamp: { index: 3 } }]);
    await second.return?.();
  });

  it('comes back after it was cut off, in the same stream', { timeout: 60_000 }, async () => {
    await using watch = client.watch('yard', bundled);
    await watch.info();
    const items = iterate(watch);
    const [before] = await seen(yard, parcel, items);
    yard.cut();
    await until(() => yard.asked === 2);
    const [after] = await seen(yard, parcel, items);
    expect(after!.meta).toEqual(before!.meta);
    expect(after!.stamp.streamId).toBe(before!.stamp.streamId);
    expect(after!.stamp.index).toBeGreaterThan(before!.stamp.index);
    expect(after!.stamp.ptsUs - before!.stamp.ptsUs).toBeGreaterThan(200_000);
  });

  it(
    'is opened by its URL where its host is allowed, and leads nowhere else',
    { timeout: 60_000 },
    async () => {
      const { port, host } = new URL(gate.url);
      await using watch = client.watch(gate.url, bundled);
      await expect(watch.info()).resolves.toMatchObject({ streamId: host });
      for (const url of [
        gate.url.replace('http:', 'rtsp:'),
        gate.url.replace(port, '1'),
        `http://localhost:${port}/stream`,
        yard.url,
      ]) {
        await expect(client.watch(url, bundled).info()).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
      }
    },
  );

  it('ends for all when the server stops, without delay', { timeout: 60_000 }, async () => {
    const other = await serveBundled({ sources: { named: { gate: gate.url } }, logger: 'silent' });
    await using watching = await connect(other.address);
    const watch = watching.watch('gate', bundled);
    await watch.info();
    const told = take(iterate(watch)).catch((error: unknown) => error);
    // Longer than the test may take.
    await other.server.close({ drainMs: 3_600_000 });
    expect(await told).toMatchObject({ code: 'SHUTTING_DOWN' });
  });
});
