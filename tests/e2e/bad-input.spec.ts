import {
  connect,
  remoteStream,
  stillFrame,
  type Client,
  type EncodedFrame,
  type StreamItem,
} from '@farsight/client';
import type { FarsightServer } from '@farsight/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corruptJpeg, jpegOfNothing, pngBomb, pngOfNothing } from './support/bad-images.js';
import { detectionsIn, sample } from './support/samples.js';
import { bundled, serveBundled } from './support/serve-bundled.js';

const messageBytes = 2 * 1024 * 1024;
let server: FarsightServer;
let address: string;
let client: Client;
let parcel: Buffer;

beforeAll(async () => {
  ({ server, address } = await serveBundled({ limits: { messageBytes } }));
  client = await connect(address);
  parcel = await sample('parcel.jpg');
}, 60_000);
afterAll(async () => {
  await client.close();
  await server.close();
});

const stamp = (index: number): EncodedFrame['stamp'] => ({ streamId: '', index, ptsUs: 0 });

function raw(width: number, height: number, bytes: number, strideBytes = 3 * width): EncodedFrame {
  return {
    stamp: stamp(1),
    codec: 'raw',
    raw: { format: 'rgb24', width, height, strideBytes },
    data: new Uint8Array(bytes),
  };
}

const badFrames: readonly (readonly [name: string, code: string, make: () => EncodedFrame])[] = [
  ['a corrupt JPEG', 'INVALID_FRAME', () => stillFrame(corruptJpeg(parcel), stamp(1))],
  ['a truncated JPEG', 'INVALID_FRAME', () => stillFrame(parcel.subarray(0, 400), stamp(1))],
  ['a JPEG of 0x0', 'INVALID_FRAME', () => stillFrame(jpegOfNothing(parcel), stamp(1))],
  ['a PNG of 0x0', 'INVALID_FRAME', () => stillFrame(pngOfNothing(), stamp(1))],
  ['a PNG bomb of 20000x20000', 'FRAME_TOO_LARGE', () => stillFrame(pngBomb(), stamp(1))],
  ['raw pixels of 0x0', 'INVALID_FRAME', () => raw(0, 0, 12)],
  ['raw pixels with a byte missing', 'INVALID_FRAME', () => raw(64, 48, 64 * 48 * 3 - 1)],
  ['raw pixels with a byte too many', 'INVALID_FRAME', () => raw(64, 48, 64 * 48 * 3 + 1)],
  ['raw pixels with a stride too small', 'INVALID_FRAME', () => raw(64, 48, 64 * 48 * 3, 64)],
  ['no bytes at all', 'INVALID_FRAME', () => ({ stamp: stamp(1), codec: 'jpeg', data: new Uint8Array(0) })],
  [
    'text that says it is a JPEG',
    'INVALID_FRAME',
    () => ({ stamp: stamp(1), codec: 'jpeg', data: Buffer.from('hello') }),
  ],
];

describe.each(badFrames)('%s', (_, code, make) => {
  it('is an error of that frame, and the stream goes on', async () => {
    const frames = [stillFrame(parcel, { index: 0 }), make(), stillFrame(parcel, { index: 2 })];
    const items: StreamItem[] = [];
    for await (const item of remoteStream(address, frames, bundled)) items.push(item);
    expect(items.map(({ error }) => error?.code)).toEqual([undefined, code, undefined]);
    expect(detectionsIn(items[2]?.meta ?? {}).count).toBe(9);
    expectPresentable(items[1]?.error?.message);
  });

  it('is refused as a single image', async () => {
    await expect(client.infer(make(), bundled)).rejects.toMatchObject({ code });
  });
});

describe('a bad request', () => {
  it('for an unknown network fails before the first frame is taken', async () => {
    let taken = 0;
    const source = (function* (): Generator<EncodedFrame> {
      taken++;
      yield stillFrame(parcel);
    })();
    const stream = remoteStream(address, source, 'no-such-network')[Symbol.asyncIterator]();
    await expect(stream.next()).rejects.toMatchObject({
      name: 'NetworkNotFoundError',
      code: 'NETWORK_NOT_FOUND',
      message: expect.stringContaining('no-such-network') as string,
    });
    expect(taken).toBe(0);
  });

  it('with a frame larger than the server takes ends with MESSAGE_TOO_LARGE', async () => {
    const frames = [stillFrame(parcel, { index: 0 }), raw(1000, 1000, 3_000_000)];
    const items: StreamItem[] = [];
    const reading = (async () => {
      for await (const item of remoteStream(address, frames, bundled)) items.push(item);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'MESSAGE_TOO_LARGE' });
    expect(items.every(({ error }) => error === undefined)).toBe(true);
    await expect(client.infer(raw(1000, 1000, 3_000_000), bundled)).rejects.toMatchObject({
      code: 'MESSAGE_TOO_LARGE',
      message: expect.stringContaining(String(messageBytes)) as string,
    });
  });

  it('with a frame larger than the client sends is an error of that frame', async () => {
    const frames = [raw(1000, 1000, 3_000_000), stillFrame(parcel, { index: 2 })];
    const items: StreamItem[] = [];
    const stream = remoteStream(address, frames, bundled, { maxMessageBytes: 1024 * 1024 });
    for await (const item of stream) items.push(item);
    expect(items.map(({ error }) => error?.code)).toEqual(['MESSAGE_TOO_LARGE', undefined]);
  });

  it.each([
    ['a threshold beyond 1', { scoreThreshold: 1.5 }],
    ['no results at all', { maxResults: 0 }],
    ['a task the network has not', { tasks: ['poses'] }],
  ])('with %s is refused', async (_, options) => {
    const stream = remoteStream(address, [stillFrame(parcel)], bundled, options);
    await expect(stream.info()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('leaves nothing behind on the server', async () => {
    await expect(client.infer(parcel, bundled)).resolves.toMatchObject({ width: 1280 });
    expect(server.stats().streams).toEqual([]);
    expect(server.stats().busyExecutors).toBe(0);
  });
});

/** No path, no stack, no library's words. */
function expectPresentable(message: string | undefined): void {
  expect(message).toMatch(/^[A-Z].{5,300}\.$/);
  expect(message).not.toMatch(/node_modules|\/packages\/|at .*\(|ffmpeg|av_|avcodec|onnx/i);
}
