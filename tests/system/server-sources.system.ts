import { setTimeout as delay } from 'node:timers/promises';
import { connect, type WatchedItem } from '@farsight/client';
import { probeImage } from '@farsight/media';
import { expect, it } from 'vitest';
import { bundled, serveBundled } from '../e2e/support/serve-bundled.js';
import { startCamera } from './python/rtsp-camera.js';

async function take(items: AsyncIterator<WatchedItem>, count: number): Promise<WatchedItem[]> {
  const all: WatchedItem[] = [];
  while (all.length < count) {
    const next = await items.next();
    if (next.done === true) throw new Error('The source has ended.');
    all.push(next.value);
  }
  return all;
}

it.each(['h264', 'jpeg'])('a real %s camera is opened once for all, and comes back', async (codec) => {
  const secrets = ['admin', 'hunter2'];
  const camera = await startCamera([codec, ...secrets]);
  const sources = { named: { gate: `rtsp://admin:hunter2@127.0.0.1:${camera.port}/live` } };
  const { server, address } = await serveBundled({ sources, logger: 'silent' });
  await using client = await connect(address);
  try {
    const [one, two] = [client.watch('gate', bundled), client.watch('gate', bundled, { frames: true })];
    await Promise.all([one.info(), two.info()]);
    const [first, second] = [one[Symbol.asyncIterator](), two[Symbol.asyncIterator]()];
    const [plain, full] = await Promise.all([take(first, 20), take(second, 20)]);
    const byIndex = new Map(full.map((item) => [item.stamp.index, item]));
    const both = plain.filter(({ stamp }) => byIndex.has(stamp.index));
    expect(both.length).toBeGreaterThan(10);
    for (const { stamp, meta } of both) expect(byIndex.get(stamp.index)).toMatchObject({ stamp, meta });
    for (const { image } of full) expect(probeImage(image!.data)).toMatchObject({ width: 320, height: 240 });
    expect(camera.clients).toBe(1);

    await camera.kill();
    await delay(100);
    await using again = await startCamera([codec, ...secrets], camera.port);
    const last = plain.at(-1)!.stamp;
    const later: WatchedItem[] = [];
    while (again.clients === 0 || later.length < 10) later.push(...(await take(first, 1)));
    expect(later.at(-1)!.stamp.streamId).toBe(last.streamId);
    expect(later.at(-1)!.stamp.index).toBeGreaterThan(last.index);
    expect(server.stats().streams).toHaveLength(1);
  } finally {
    await camera.kill();
    await server.close({ drainMs: 0 });
  }
});

it('a camera that is switched on after its first watcher came is waited for; a wrong password is not', async () => {
  const secrets = ['admin', 'hunter2'];
  const before = await startCamera(['h264', ...secrets]);
  const { port } = before;
  await before.kill();
  const url = (password: string): string => `rtsp://admin:${password}@127.0.0.1:${port}/live`;
  const sources = { named: { gate: url('hunter2'), barn: url('letmein') } };
  const { server, address } = await serveBundled({ sources, logger: 'silent' });
  await using client = await connect(address);
  try {
    const [one, two] = [client.watch('gate', bundled), client.watch('gate', bundled)];
    const waiting = { streamId: 'gate', source: { live: true, frameCount: undefined, waiting: true } };
    for (const watch of [one, two]) expect(await watch.info()).toMatchObject(waiting);
    expect(server.stats().streams).toMatchObject([{ id: 'gate', state: 'waiting', frames: 0, losses: 0 }]);
    const stop = new AbortController();
    const impatient = client.watch('gate', bundled, { signal: stop.signal })[Symbol.asyncIterator]();
    const given = impatient.next();
    stop.abort();
    await expect(given).rejects.toMatchObject({ code: 'CANCELLED' });

    await using camera = await startCamera(['h264', ...secrets], port);
    for (const watch of [one, two]) expect(await take(watch[Symbol.asyncIterator](), 5)).toHaveLength(5);
    expect(camera.clients).toBe(1);
    expect(await client.watch('gate', bundled).info()).toMatchObject({ source: { waiting: false } });
    const refused = client.watch('barn', bundled).info();
    await expect(refused).rejects.toMatchObject({ code: 'SOURCE_FAILED' });
    await expect(refused).rejects.not.toThrow(/letmein|admin|127/);
  } finally {
    await server.close({ drainMs: 0 });
  }
});
