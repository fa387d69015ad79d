import { noDrops, type Client, type WatchedItem } from '@farsight/client';
import { expect, it } from 'vitest';
import { ServerSource, type WatchedRun } from './server-source.js';

const about = { live: false, frameCount: 9, waiting: true };

/** A client whose server has a source that never ends, and what was asked of it. */
function fakeClient(): {
  client: Pick<Client, 'watch'>;
  asked: Parameters<Client['watch']>[];
  closed: () => number;
} {
  const asked: Parameters<Client['watch']>[] = [];
  let closed = 0;
  async function* items(frames: boolean): AsyncGenerator<WatchedItem, undefined> {
    for (let index = 3; ; index += 1) {
      await Promise.resolve();
      const stamp = { streamId: 'gate', index, ptsUs: 0 };
      const timings = { queueMs: 0, decodeMs: 0, preprocessMs: 0, runMs: 0, postprocessMs: 0 };
      const image = frames ? { stamp, codec: 'jpeg' as const, data: Uint8Array.of(index) } : undefined;
      yield { image, stamp, meta: {}, width: 1, height: 1, timings, dropped: 0, drops: noDrops };
    }
  }
  const client: Pick<Client, 'watch'> = {
    watch: (...args) => {
      asked.push(args);
      return {
        info: () =>
          Promise.resolve({ streamId: 'gate', networks: [], labels: {}, maxInFlight: 0, source: about }),
        [Symbol.asyncIterator]: () => items(args[2]?.frames ?? false),
        [Symbol.asyncDispose]: () => Promise.resolve(void (closed += 1)),
      };
    },
  };
  return { client, asked, closed: () => closed };
}

const stop = new AbortController().signal;

async function run(flags: WatchedRun['flags']): Promise<{ bytes: number[][]; asked: unknown }> {
  const { client, asked, closed } = fakeClient();
  await using source = new ServerSource('gate');
  await source.open({ client, network: 'net', flags, stop }, (text) => expect(text).toContain('trying'));
  expect([source.live, source.frameCount]).toEqual([false, 9]);
  const bytes: number[][] = [];
  for await (const { image } of source.results) bytes.push([...image.data]);
  expect(closed()).toBe(0);
  return { bytes, asked: asked[0] };
}

it('takes as many results as are wanted, and no frames where nobody draws', async () => {
  const { bytes, asked } = await run({ display: 'none', maxFrames: 3, score: 0.5 });
  expect(bytes).toEqual([[], [], []]);
  expect(asked).toEqual(['gate', 'net', { scoreThreshold: 0.5, frames: false, signal: stop }]);
});

it.each([{ display: 'web' as const }, { display: 'none' as const, output: 'x.mp4' }])(
  'takes frames too for %j',
  async (flags) => {
    expect((await run({ ...flags, maxFrames: 2 })).bytes).toEqual([[3], [4]]);
  },
);
