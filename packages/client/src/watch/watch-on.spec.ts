import { FarsightError } from '@farsight/protocol';
import type { farsightV1 } from '@farsight/protocol/wire';
import { describe, expect, it } from 'vitest';
import { clientOn } from '../client-on.js';
import { fakeService } from '../testing/fake-service.js';
import { FakeTransport, type FarsightService } from '../testing/fake-transport.js';
import type { SourceWatch, WatchedItem } from './source-watch.js';

function watch(options = {}, service: Partial<FarsightService> = {}, source = 'gate'): SourceWatch {
  return clientOn(new FakeTransport({ ...fakeService(), ...service })).watch(source, 'net', options);
}

async function collect(items: SourceWatch): Promise<WatchedItem[]> {
  const all: WatchedItem[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const silent: Partial<FarsightService> = {
  async *watchSource(request, call) {
    yield* fakeService().watchSource(request, call);
    await new Promise(() => undefined);
  },
};

describe('client.watch', () => {
  it('gives the results of a source, and tells of frames that were lost between them', async () => {
    const watched = watch();
    expect(await watched.info()).toMatchObject({
      streamId: 'gate',
      labels: { detections: ['cat', 'dog'] },
      source: { live: false, frameCount: 3, waiting: false },
    });
    const items = await collect(watched);
    expect(items.map(({ stamp, dropped, image }) => [stamp.index, dropped, image])).toEqual([
      [5, 0, undefined],
      [7, 1, undefined],
    ]);
    expect(items[0]?.meta.detections).toMatchObject({ kind: 'detections', count: 1 });
  });

  it('gives the frames too if they are wanted', async () => {
    const [first] = await collect(watch({ frames: true }));
    expect(first?.image).toMatchObject({
      codec: 'jpeg',
      data: Uint8Array.of(5),
      stamp: { streamId: 'gate' },
    });
  });

  it('rejects with what the server says', async () => {
    const refused = watch({}, {}, 'elsewhere');
    await expect(refused.info()).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    await expect(collect(refused)).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
  });

  it('can be left while it waits for a silent camera', async () => {
    const iterator = watch({}, silent)[Symbol.asyncIterator]();
    for (let i = 0; i < 2; i += 1) await iterator.next();
    const waiting = iterator.next();
    await iterator.return?.();
    expect((await waiting).done).toBe(true);
  });

  it('ends with CANCELLED when its signal aborts', async () => {
    const stop = new AbortController();
    const iterator = watch({ signal: stop.signal }, silent)[Symbol.asyncIterator]();
    await iterator.next();
    stop.abort();
    await expect(iterator.next()).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('does nothing before it is asked, and can be iterated once', async () => {
    const watched = watch({}, { watchSource: () => expect.unreachable() });
    await watched[Symbol.asyncDispose]();
    expect(await collect(watched)).toEqual([]);
    expect(() => watched[Symbol.asyncIterator]()).toThrow(FarsightError);
    expect(() => clientOn(new FakeTransport(fakeService())).watch('gate', '../x')).toThrow('network name');
  });

  it.each([
    ['nothing', []],
    ['a reply first', [{ message: { $case: 'reply' as const, value: {} } }]],
    ['an empty reply', [info(), { message: { $case: 'reply' as const, value: {} } }]],
  ])('says that a server breaks the protocol which sends %s', async (_, responses) => {
    async function* watchSource(): ReturnType<FarsightService['watchSource']> & AsyncGenerator {
      await Promise.resolve();
      yield* responses as unknown as readonly farsightV1.WatchSourceResponse[];
    }
    await expect(collect(watch({}, { watchSource }))).rejects.toThrow('broke the protocol');
  });
});

function info(): object {
  return { message: { $case: 'info', value: { streamId: 's', networks: [], maxInFlight: 0 } } };
}
