import { fileURLToPath } from 'node:url';
import { connect, remoteStream, stillFrame, type EncodedFrame } from '@farsight/client';
import type { FarsightServer } from '@farsight/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Child } from './support/child.js';
import { corruptJpeg } from './support/bad-images.js';
import { detectionsIn, sample } from './support/samples.js';
import { bundled, serveBundled } from './support/serve-bundled.js';

const parcelPath = fileURLToPath(new URL('../../samples/parcel.jpg', import.meta.url));

function* endless(image: Uint8Array): Generator<EncodedFrame> {
  for (let index = 0; ; index++) yield stillFrame(image, { index });
}

/** Waits, event by event, until the server has no stream and no work left. */
async function atRest(): Promise<void> {
  while (server.stats().streams.length > 0 || server.stats().busyExecutors > 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

let server: FarsightServer;
let address: string;
beforeAll(async () => {
  ({ server, address } = await serveBundled());
}, 60_000);
afterAll(() => server.close());

describe('a server that is killed mid-stream', () => {
  it('ends the stream with ConnectionError, everything received delivered, the source closed', async () => {
    await using child = new Child('child-server.mjs');
    const address = await child.line();
    let closed = false;
    const source = async function* (signal: AbortSignal): AsyncGenerator<EncodedFrame> {
      try {
        yield* endless(await sample('parcel.jpg'));
      } finally {
        closed = signal.aborted;
      }
    };
    const indices: number[] = [];
    const reading = (async () => {
      for await (const { stamp, meta } of remoteStream(address, source, bundled)) {
        indices.push(stamp.index);
        expect(detectionsIn(meta).count).toBe(9);
        if (stamp.index === 3) await child.kill();
      }
    })();
    await expect(reading).rejects.toMatchObject({ name: 'ConnectionError', code: 'CONNECTION_LOST' });
    expect(indices.slice(0, 4)).toEqual([0, 1, 2, 3]);
    expect(indices).toEqual(indices.map((_, position) => position));
    expect(closed).toBe(true);
    await expect(connect(address)).rejects.toMatchObject({ code: 'CONNECTION_FAILED' });
  });
});

describe('a client that is killed mid-stream', () => {
  it('leaves nothing behind on the server, and others do not notice', async () => {
    const image = await sample('parcel.jpg');
    await using victim = new Child('child-client.mjs', address, bundled, parcelPath);
    const counts: number[] = [];
    const firstOfVictim = victim.line();
    let both = 0;
    for await (const { stamp, meta, error } of remoteStream(address, endless(image), bundled)) {
      expect(error).toBeUndefined();
      expect(stamp.index).toBe(counts.length);
      counts.push(detectionsIn(meta).count);
      if (counts.length === 3) {
        await firstOfVictim;
        both = server.stats().streams.length;
        await victim.kill();
      }
      if (counts.length > 3 && server.stats().streams.length === 1) break;
    }
    expect(both).toBe(2);
    expect(await firstOfVictim).toBe('0');
    expect(new Set(counts)).toEqual(new Set([9]));
    await atRest();
    await using client = await connect(address);
    expect(detectionsIn((await client.infer(image, bundled)).meta).count).toBe(9);
  });
});

describe('connections', () => {
  it('are one per client, and gone with it, with its stream, or with its refusal', async () => {
    const token = 'a-token-for-tests';
    const guarded = await serveBundled({ token });
    const { address } = guarded;
    try {
      await using one = await connect(address, { token });
      await using two = await connect(address, { token });
      expect(guarded.server.stats().connections).toBe(2);
      await expect(connect(address, { token: 'another-token' })).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
      });
      const image = await sample('parcel.jpg');
      for await (const { error } of remoteStream(address, [stillFrame(image)], bundled, { token })) {
        expect(error).toBeUndefined();
      }
      for await (const { error } of remoteStream(address, endless(image), bundled, { token })) {
        expect(error).toBeUndefined();
        break;
      }
      await Promise.all([one.close(), two.close()]);
      while (guarded.server.stats().connections > 0) await new Promise((resolve) => setImmediate(resolve));
      expect(guarded.server.stats().streams).toEqual([]);
    } finally {
      await guarded.server.close();
    }
  });
});

describe('two streams of one server', () => {
  it('do not share their failures, on one connection or on two', async () => {
    const image = await sample('shelf.jpg');
    await using client = await connect(address);
    const good = async (): Promise<number[]> => {
      const counts: number[] = [];
      const frames = Array.from({ length: 30 }, (_, index) => stillFrame(image, { index }));
      for await (const { meta } of client.stream(frames, bundled)) counts.push(detectionsIn(meta).count);
      return counts;
    };
    const failing = async (): Promise<string[]> => {
      const codes: string[] = [];
      const frames = Array.from({ length: 60 }, (_, index) => stillFrame(corruptJpeg(image), { index }));
      for await (const { error } of client.stream(frames, bundled)) codes.push(error?.code ?? 'none');
      return codes;
    };
    const broken = async (): Promise<unknown> => {
      const source = (function* (): Generator<EncodedFrame> {
        yield stillFrame(image);
        throw new RangeError('source');
      })();
      for await (const { error } of remoteStream(address, source, bundled)) expect(error).toBeUndefined();
      return undefined;
    };
    const left = async (): Promise<number> => {
      for await (const { stamp } of remoteStream(address, endless(image), bundled)) return stamp.index;
      return -1;
    };
    const [counts, codes, failure, index] = await Promise.all([
      good(),
      failing(),
      broken().catch((error: unknown) => error),
      left(),
    ]);
    expect(counts).toEqual(new Array(30).fill(13));
    expect(codes).toEqual(new Array(60).fill('INVALID_FRAME'));
    expect(failure).toBeInstanceOf(RangeError);
    expect(index).toBe(0);
    await atRest();
    expect(server.stats().frames.dropped).toBe(0);
  });
});
