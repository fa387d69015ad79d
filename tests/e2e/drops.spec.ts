import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { connect, noDrops, toJson, type Client, type EncodedFrame, type StreamItem } from '@farsight/client';
import type { StatusReport } from '@farsight/protocol';
import { farsightV1 } from '@farsight/protocol/wire';
import { startServer, type FarsightServer } from '@farsight/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
// A network that takes its time; tests may reach into the package that runs it.
import { backendUrl, definitionOf } from '../../packages/server/src/testing/backends.js';

type Request = farsightV1.StreamInferRequest;

/** Frames that are being run wait here until the test lets them go. */
const gate = createServer(
  (request, response) => void held.set(Number(request.url?.slice(1)), () => response.end()),
);
const held = new Map<number, () => void>();
let server: FarsightServer;
let client: Client;

beforeEach(async () => {
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(gate.address() as AddressInfo).port}`;
  server = await startServer({
    networks: [definitionOf('slow')],
    networksDirs: [],
    backend: backendUrl({ before: `await (await fetch('${address}/' + index)).text();` }),
    executors: 1,
    port: 0,
    httpPort: 0,
    logger: 'silent',
  });
  client = await connect(server.address);
});
afterEach(async () => {
  await client.close();
  await server.close({ drainMs: 0 });
  held.clear();
  gate.closeAllConnections();
  await new Promise((resolve) => gate.close(resolve));
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(2);
}

/** Lets a frame be done, once it was begun. */
async function finish(index: number): Promise<void> {
  await until(() => held.has(index));
  held.get(index)?.();
}

const received = (count: number): Promise<void> => until(() => server.stats().frames.received >= count);

function frameOf(index: number): EncodedFrame {
  const data = new Uint8Array(16);
  new DataView(data.buffer).setUint32(0, index);
  return { stamp: { streamId: 'cam', index, ptsUs: 40_000 * index }, codec: 'jpeg', data };
}

async function get(path: string): Promise<string> {
  return (await fetch(`${server.url!}${path}`)).text();
}

describe('a live stream on a network that is too slow', () => {
  it('is told of frames that gave way to newer ones', { timeout: 60_000 }, async () => {
    const delivery = farsightV1.Delivery.DELIVERY_LIVE;
    const open = { options: { networks: ['slow'] }, delivery, maxInFlight: 1, maxAgeMs: 60_000 };
    async function* requests(): AsyncGenerator<Request> {
      yield farsightV1.StreamInferRequest.fromPartial({ message: { $case: 'open', value: open } });
      // A client that heeds no window. It leaves out 3, 4 and 5 itself.
      for (const index of [0, 1, 2, 6, 7, 8]) {
        const { data } = frameOf(index);
        const frame = farsightV1.Frame.fromPartial({ index, codec: farsightV1.Codec.CODEC_JPEG, data });
        yield { message: { $case: 'frame', value: frame } };
        if (index === 0) await until(() => held.has(0));
      }
      await received(6);
      await finish(0);
      await finish(8);
    }
    const replies: unknown[] = [];
    for await (const { message } of client.transport.streamInfer(requests(), {}))
      replies.push(message?.value);
    const drops = { ...noDrops, client: 3, queue: 4 };
    expect(replies).toMatchObject([
      { maxInFlight: 1, maxAgeMs: 60_000 },
      { index: 0, dropped: 0, drops: undefined, droppedIndices: [1, 2, 6, 7] },
      { index: 8, dropped: 7, drops, droppedIndices: [] },
      { received: 6, answered: 2, dropped: 7, drops },
    ]);
    expect(server.stats().frames).toMatchObject({ received: 6, answered: 2, dropped: 7, drops });
  });

  it(
    'runs no frame that is too old, and says so in results, status and metrics',
    { timeout: 60_000 },
    async () => {
      const maxAgeMs = 200;
      let isTaken = (): void => undefined;
      const allTaken = new Promise<void>((resolve) => (isTaken = resolve));
      let goOn = (): void => undefined;
      const resumed = new Promise<void>((resolve) => (goOn = resolve));
      async function* source(): AsyncGenerator<EncodedFrame> {
        for (let index = 0; index < 10; index += 1) yield frameOf(index);
        isTaken();
        await resumed;
        yield frameOf(10);
      }
      const options = { delivery: 'live', maxInFlight: 2, maxAgeMs } as const;
      const items = client.stream(source(), 'slow', options)[Symbol.asyncIterator]();
      const first = items.next();
      await Promise.all([allTaken, received(2), until(() => held.has(0))]);
      // 0 is run, 1 waits on the server, 9 waits here: both for too long.
      await delay(maxAgeMs + 50);
      await finish(0);
      expect(await first).toMatchObject({ value: { stamp: { index: 0 }, dropped: 0, drops: noDrops } });
      await until(() => server.stats().frames.drops.deadline === 1);
      goOn();
      const last = items.next();
      await finish(10);
      const item = (await last).value as StreamItem;
      const drops = { ...noDrops, client: 8, deadline: 1 };
      expect(item).toMatchObject({ stamp: { index: 10 }, dropped: 9, drops });
      expect(toJson(item, {})).toMatchObject({ dropped: 9, drops: { client: 8, deadline: 1 } });
      expect([...held.keys()]).toEqual([0, 10]);
      const status = JSON.parse(await get('/api/status')) as StatusReport;
      expect(status.counts).toMatchObject({ received: 3, frames: 2, dropped: 9, drops });
      expect(await items.next()).toEqual({ done: true, value: undefined });
      await until(() => server.stats().streams.length === 0);
      const metrics = await get('/metrics');
      for (const [reason, count] of Object.entries(drops)) {
        expect(metrics).toContain(`\nfarsight_frames_dropped_total{reason="${reason}"} ${count}\n`);
      }
      expect(metrics).toContain('\nfarsight_frames_answered_total 2\n');
      expect(metrics).toContain('\nfarsight_network_state{network="slow",state="ready"} 1\n');
    },
  );
});
