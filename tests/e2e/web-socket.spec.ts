import { once } from 'node:events';
import * as grpc from '@farsight/client';
import * as web from '@farsight/client/web';
import { openSource } from '@farsight/media';
import { startServer, type FarsightServer } from '@farsight/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { checksumBackend, checksumNetwork } from './support/checksum-network.js';
import { detectionsIn, sample } from './support/samples.js';
import { bundled, serveBundled } from './support/serve-bundled.js';

const clip = new URL('../../samples/conveyor.mp4', import.meta.url).pathname;
const token = 'a-token-for-tests/+~';
const messageBytes = 2 * 1024 * 1024;
/** Sockets that were made, for tests that cut them. */
const sockets: WebSocket[] = [];

/** Node 20 has no WebSocket of its own. */
const options = {
  connectTimeoutMs: 30_000,
  WebSocket: class extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      sockets.push(this);
    }
  } as unknown as web.WebSocketClass,
};

let codes: FarsightServer;
let checksums: FarsightServer;

beforeAll(async () => {
  ({ server: codes } = await serveBundled({ httpPort: 0, limits: { messageBytes } }));
  checksums = await startServer({
    port: 0,
    httpPort: 0,
    logger: 'error',
    executors: 2,
    token,
    networks: [checksumNetwork],
    backend: checksumBackend,
  });
}, 60_000);
afterAll(() => Promise.all([codes.close(), checksums.close()]));

function urlOf(server: FarsightServer): string {
  return server.url ?? '';
}

function* stills(images: readonly Uint8Array[]): Generator<web.EncodedFrame> {
  for (const [index, image] of images.entries())
    yield grpc.stillFrame(image, { index, ptsUs: 40_000 * index });
}

function* endless(image: Uint8Array): Generator<web.EncodedFrame> {
  for (let index = 0; ; index++) yield grpc.stillFrame(image, { index });
}

async function collect(stream: AsyncIterable<web.StreamItem>): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const { stamp, width, height, meta, dropped, error } of stream)
    items.push({ stamp, width, height, meta, dropped, error });
  return items;
}

async function chunks(count: number): Promise<web.EncodedFrame[]> {
  await using source = await openSource(clip, { wire: 'video' });
  const all: web.EncodedFrame[] = [];
  for await (const frame of source) if (all.push(frame) === count) break;
  return all;
}

function terminate(this: WebSocket): void {
  this.terminate();
}

/** Waits, event by event, until the server has no stream and no work left. */
async function atRest(server: FarsightServer): Promise<void> {
  while (server.stats().streams.length > 0 || server.stats().busyExecutors > 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('over WebSocket, results are those of gRPC', () => {
  it('of images', async () => {
    const images = await Promise.all(['parcel.jpg', 'shelf.jpg', 'parcel.jpg'].map(sample));
    const overWeb = await collect(web.remoteStream(urlOf(codes), stills(images), bundled, options));
    const overGrpc = await collect(grpc.remoteStream(codes.address, stills(images), bundled));
    expect(overWeb).toHaveLength(3);
    expect(overWeb).toEqual(overGrpc);
  });

  it('of video as it was coded', async () => {
    const video = await chunks(40);
    const { name } = checksumNetwork;
    await using client = await web.connect(urlOf(checksums), { ...options, token });
    const overWeb = await collect(client.stream(video, name));
    const overGrpc = await collect(grpc.remoteStream(checksums.address, video, name, { token }));
    expect(overWeb).toHaveLength(40);
    expect(overWeb).toEqual(overGrpc);
  });

  it('of single calls, errors included', async () => {
    await using one = await web.connect(urlOf(codes), options);
    await using two = await grpc.connect(codes.address);
    expect(await one.listNetworks()).toEqual(await two.listNetworks());
    expect(await one.describeNetwork(bundled)).toEqual(await two.describeNetwork(bundled));
    const image = await sample('parcel.jpg');
    expect((await one.infer(image, bundled)).meta).toEqual((await two.infer(image, bundled)).meta);
    const failures = await Promise.all(
      [one, two].map((client) => client.describeNetwork('none').catch((error: unknown) => error)),
    );
    expect(failures[0]).toBeInstanceOf(web.NetworkNotFoundError);
    expect((failures[0] as Error).message).toBe((failures[1] as Error).message);
  });
});

describe('who may not call', () => {
  it('is who has another token, or none', async () => {
    for (const wrong of [undefined, 'another-token']) {
      const failure = web.connect(urlOf(checksums), { ...options, token: wrong });
      await expect(failure).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    }
  });

  it('is a page of somebody else', async () => {
    const url = `${urlOf(codes).replace('http', 'ws')}/farsight.v1.Farsight/ListNetworks`;
    const socket = new WebSocket(url, 'farsight.v1', { origin: 'https://elsewhere.example' });
    const [, { statusCode }] = (await once(socket, 'unexpected-response')) as [
      unknown,
      { statusCode: number },
    ];
    expect(statusCode).toBe(403);
    socket.on('error', () => undefined).terminate();
  });

  it('is told so where nothing listens, and where gRPC does', async () => {
    const url = `http://${codes.address}`;
    await expect(web.connect(url, options)).rejects.toMatchObject({
      name: 'ConnectionError',
      code: 'CONNECTION_FAILED',
    });
  });
});

describe('a stream over WebSocket', () => {
  it('ends with MESSAGE_TOO_LARGE where a frame is more than the server takes', async () => {
    const data = new Uint8Array(messageBytes + 1);
    const frames = [{ stamp: { streamId: 's', index: 0, ptsUs: 0 }, codec: 'jpeg', data } as const];
    await expect(collect(web.remoteStream(urlOf(codes), frames, bundled, options))).rejects.toMatchObject({
      code: 'MESSAGE_TOO_LARGE',
    });
    await atRest(codes);
  });

  it('that is cut leaves nothing on the server, and everything received delivered', async () => {
    const image = await sample('parcel.jpg');
    await using client = await web.connect(urlOf(codes), options);
    const indices: number[] = [];
    const reading = (async () => {
      for await (const { stamp, meta } of client.stream(endless(image), bundled)) {
        indices.push(stamp.index);
        expect(detectionsIn(meta).count).toBe(9);
        if (stamp.index === 3) sockets.at(-1)?.terminate();
      }
    })();
    await expect(reading).rejects.toMatchObject({ name: 'ConnectionError', code: 'CONNECTION_LOST' });
    expect(indices.slice(0, 4)).toEqual([0, 1, 2, 3]);
    expect(indices).toEqual(indices.map((_, position) => position));
    await atRest(codes);
    expect(detectionsIn((await client.infer(image, bundled)).meta).count).toBe(9);
  });

  it('is cancelled by its signal and by who stops reading', async () => {
    const image = await sample('parcel.jpg');
    const stop = new AbortController();
    const aborted = (async () => {
      const stream = web.remoteStream(urlOf(codes), endless(image), bundled, {
        ...options,
        signal: stop.signal,
      });
      for await (const { stamp } of stream) if (stamp.index === 2) stop.abort();
    })();
    await expect(aborted).rejects.toMatchObject({ code: 'CANCELLED' });
    for await (const { stamp } of web.remoteStream(urlOf(codes), endless(image), bundled, options))
      if (stamp.index === 2) break;
    await atRest(codes);
    expect(codes.stats().streams).toEqual([]);
  });

  it('ends with SHUTTING_DOWN when the server stops', async () => {
    const image = await sample('parcel.jpg');
    const server = await startServer({
      port: 0,
      httpPort: 0,
      logger: 'error',
      networks: [checksumNetwork],
      backend: checksumBackend,
    });
    const reading = (async () => {
      const stream = web.remoteStream(urlOf(server), endless(image), checksumNetwork.name, options);
      for await (const { stamp } of stream) if (stamp.index === 2) void server.close({ drainMs: 0 });
    })();
    await expect(reading).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    await server.close();
  });
});

it('a thousand calls that are opened, left and cut leave nothing behind', { timeout: 60_000 }, async () => {
  await using client = await web.connect(urlOf(codes), options);
  const idle = process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
  const ways: readonly ((stop: AbortController) => void)[] = [
    () => undefined,
    (stop) => stop.abort(),
    (stop) => setImmediate(() => stop.abort()),
    () => sockets.at(-1)?.terminate(),
    () => sockets.at(-1)?.once('open', terminate),
  ];
  for (let round = 0; round < 20; round += 1) {
    const calls = Array.from({ length: 50 }, (_, i) => {
      const stop = new AbortController();
      const call = client.describeNetwork(bundled, { signal: stop.signal }).catch((error: unknown) => error);
      ways[i % ways.length]?.(stop);
      return call;
    });
    const undisturbed = (await Promise.all(calls)).filter((_, i) => i % ways.length === 0);
    expect(undisturbed).toEqual(Array(10).fill(expect.objectContaining({ name: bundled })));
  }
  await expect
    .poll(() => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length)
    .toBeLessThanOrEqual(idle);
  expect(await client.describeNetwork(bundled)).toMatchObject({ name: bundled });
});
