import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { NetworkDefinition, WeightsDefinition } from '../definition.js';
import { encodeOnnx } from '../onnx-file/testing/encode-onnx.js';
import { ensureWeights, weightsPresent } from './ensure-weights.js';
import { WeightsServer, answering, holdingAfter, ignoringRanges, serving } from './testing/weights-server.js';

/** A valid .onnx file of about 300 KB that differs by `seed`. */
function makeWeights(seed: number): Uint8Array {
  const bytes = Uint8Array.from(
    { length: 300_000 },
    (_, index) => (index * 31 + seed * 7 + (index >> 8)) & 255,
  );
  return encodeOnnx({ outputs: [{ name: 'y', dims: [1] }], weights: [{ name: 'w', bytes }] });
}

const good = makeWeights(1);
const other = makeWeights(2);
const md5 = createHash('md5').update(good).digest('hex');
const sha256 = createHash('sha256').update(good).digest('hex');
const immediately = { retryDelaysMs: [0, 0, 0] };

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'farsight-weights-'));
  path = join(folder, 'cache', 'net.onnx');
});
afterEach(() => rmSync(folder, { recursive: true }));

function network(weights: Partial<WeightsDefinition>): NetworkDefinition {
  return {
    name: 'net',
    description: '',
    licence: '',
    origin: 'net.yaml',
    tasks: [
      {
        name: 'detections',
        model: {
          name: 'net',
          weights: { path, ...weights },
          inputLayout: 'NCHW',
          inputWidth: 8,
          inputHeight: 8,
          inputChannels: 3,
          numClasses: 1,
        },
        colorFormat: 'RGB',
        preprocess: [],
        input: { processing: [] },
        decode: { op: 'topk', k: 1, largest: true, sorted: true, softmax: false },
        refine: [],
        finish: [],
        labels: [],
        resultKind: 'detections',
      },
    ],
  };
}

function startPart(bytes: Uint8Array, note?: object): void {
  mkdirSync(join(folder, 'cache'), { recursive: true });
  writeFileSync(`${path}.part`, bytes);
  if (note) writeFileSync(`${path}.part.json`, JSON.stringify(note));
}

function expectStored(bytes: Uint8Array): void {
  expect(Buffer.compare(readFileSync(path), bytes)).toBe(0); // Many times faster than comparing item by item.
}

/** Breaks the connection when just so many bytes are on the disk. */
function cutAt(server: WeightsServer, ...marks: number[]): (bytes: number) => void {
  return (bytes) => {
    if (marks.includes(bytes)) server.cut();
  };
}

function failure(code: string, message: RegExp): unknown {
  return expect.objectContaining({ code, message: expect.stringMatching(message) as string });
}

describe('ensureWeights', () => {
  it('fetches what is missing, tells how far it is, and leaves nothing else behind', async () => {
    await using server = await WeightsServer.start(serving(good));
    const definition = network({ url: server.url, md5, sha256 });
    const progress: [number, number | undefined][] = [];
    expect(await weightsPresent(definition)).toBe(false);
    await ensureWeights(definition, { onProgress: (...step) => progress.push(step) });
    expectStored(good);
    expect(await weightsPresent(definition)).toBe(true);
    expect(progress[0]).toEqual([0, good.length]);
    expect(progress.at(-1)).toEqual([good.length, good.length]);
    expect(readdirSync(join(folder, 'cache'))).toEqual(['net.onnx']);
  });

  it('asks no server for what is there', async () => {
    await using server = await WeightsServer.start(serving(other));
    mkdirSync(join(folder, 'cache'));
    writeFileSync(path, good);
    await ensureWeights(network({ url: server.url, md5 }));
    expect(server.ranges).toEqual([]);
    expectStored(good);
  });

  it('goes on where the connection broke', async () => {
    await using server = await WeightsServer.start(
      holdingAfter(good, 100_000),
      holdingAfter(good, 100_000),
      serving(good),
    );
    const onProgress = cutAt(server, 100_000, 200_000);
    await ensureWeights(network({ url: server.url, sha256 }), { ...immediately, onProgress });
    expectStored(good);
    expect(server.ranges).toEqual([undefined, 'bytes=100000-', 'bytes=200000-']);
  });

  it('goes on where an earlier process stopped', async () => {
    await using server = await WeightsServer.start(holdingAfter(good, 50_000), serving(good));
    const definition = network({ url: server.url, sha256 });
    const once = { retryDelaysMs: [], onProgress: cutAt(server, 50_000) };
    await expect(ensureWeights(definition, once)).rejects.toEqual(
      failure('WEIGHTS_UNAVAILABLE', /connection/),
    );
    expect(readFileSync(`${path}.part`)).toHaveLength(50_000);
    await ensureWeights(definition);
    expectStored(good);
    expect(server.ranges).toEqual([undefined, 'bytes=50000-']);
  });

  it('starts again if the file is another one by now', async () => {
    await using server = await WeightsServer.start(holdingAfter(other, 50_000), serving(good));
    const onProgress = cutAt(server, 50_000);
    await ensureWeights(network({ url: server.url }), { ...immediately, onProgress });
    expectStored(good);
    expect(server.ranges).toEqual([undefined, 'bytes=50000-']);
  });

  it('starts again if the server ignores ranges', async () => {
    await using server = await WeightsServer.start(holdingAfter(good, 50_000), ignoringRanges(good));
    const onProgress = cutAt(server, 50_000);
    await ensureWeights(network({ url: server.url, md5 }), { ...immediately, onProgress });
    expectStored(good);
    expect(server.ranges).toEqual([undefined, 'bytes=50000-']);
  });

  it('does not trust a part it can compare with nothing', async () => {
    await using server = await WeightsServer.start(serving(good));
    startPart(other.subarray(0, 1000), { url: server.url });
    await ensureWeights(network({ url: server.url }));
    expect(server.ranges).toEqual([undefined]);
    expectStored(good);
  });

  it('starts again if a part turns out to be of another file', async () => {
    await using server = await WeightsServer.start(serving(good));
    startPart(other.subarray(0, 1000), { url: server.url });
    await ensureWeights(network({ url: server.url, md5 }));
    expect(server.ranges).toEqual(['bytes=1000-', undefined]);
    expectStored(good);
  });

  it('finishes a part that is complete', async () => {
    await using server = await WeightsServer.start(serving(good));
    startPart(good, { url: server.url });
    await ensureWeights(network({ url: server.url, md5 }));
    expectStored(good);
  });

  it('starts again if a part is longer than the file', async () => {
    await using server = await WeightsServer.start(serving(good));
    startPart(Uint8Array.from([...good, 1, 2, 3]), { url: server.url });
    await ensureWeights(network({ url: server.url, md5 }), immediately);
    expectStored(good);
  });

  it('starts again if the server sends another part than it was asked for', async () => {
    await using server = await WeightsServer.start(
      (_, response) =>
        response
          .writeHead(206, { 'content-range': `bytes 5-${good.length - 1}/${good.length}` })
          .end(good.subarray(5)),
      serving(good),
    );
    startPart(good.subarray(0, 1000), { url: server.url });
    await ensureWeights(network({ url: server.url, md5 }), immediately);
    expectStored(good);
  });

  it('does not keep wrong bytes, and says which checksum was wrong', async () => {
    await using server = await WeightsServer.start(serving(other));
    await expect(ensureWeights(network({ url: server.url, md5 }))).rejects.toEqual(
      failure('WEIGHTS_CORRUPT', new RegExp(`MD5 ${md5} but received [0-9a-f]{32}`)),
    );
    await expect(ensureWeights(network({ url: server.url, sha256 }))).rejects.toEqual(
      failure('WEIGHTS_CORRUPT', new RegExp(`SHA-256 ${sha256} but received`)),
    );
    expect(readdirSync(join(folder, 'cache'))).toEqual([]);
  });

  it('does not keep a web page where no checksum is stated', async () => {
    await using server = await WeightsServer.start(serving(new TextEncoder().encode('<html>log in</html>')));
    await expect(ensureWeights(network({ url: server.url }))).rejects.toEqual(
      failure('WEIGHTS_CORRUPT', /web page/),
    );
    expect(readdirSync(join(folder, 'cache'))).toEqual([]);
  });

  it('refuses a stored file that is not what the network file names', async () => {
    mkdirSync(join(folder, 'cache'));
    writeFileSync(path, other);
    await expect(ensureWeights(network({ md5 }))).rejects.toEqual(
      failure('WEIGHTS_CORRUPT', /Remove the file/),
    );
    writeFileSync(path, 'nonsense');
    await expect(ensureWeights(network({}))).rejects.toEqual(failure('INVALID_NETWORK', /net\.onnx/));
  });

  it('tries again after answers that may change, not after others', async () => {
    await using busy = await WeightsServer.start(answering(503), answering(429), serving(good));
    await ensureWeights(network({ url: busy.url }), immediately);
    expect(busy.ranges).toHaveLength(3);
    rmSync(path);
    await using gone = await WeightsServer.start(answering(404));
    await expect(ensureWeights(network({ url: gone.url }), immediately)).rejects.toEqual(
      failure('WEIGHTS_UNAVAILABLE', /answered 404 Not Found/),
    );
    expect(gone.ranges).toHaveLength(1);
  });

  it('gives up after the last retry and says where to put the file by hand', async () => {
    await using server = await WeightsServer.start(answering(503));
    const secret = `${server.url}?token=secret`;
    const error: unknown = await ensureWeights(network({ url: secret }), immediately).catch(
      (e: unknown) => e,
    );
    expect(error).toEqual(failure('WEIGHTS_UNAVAILABLE', /answered 503/));
    expect((error as Error).message).toContain(server.url);
    expect((error as Error).message).toContain(`put the file at ${path}`);
    expect((error as Error).message).not.toContain('secret');
    expect(server.ranges).toHaveLength(4);
  });

  it('says that nobody answers', async () => {
    const server = await WeightsServer.start(serving(good));
    const { url } = server;
    await server[Symbol.asyncDispose]();
    await expect(ensureWeights(network({ url }), immediately)).rejects.toEqual(
      failure('WEIGHTS_UNAVAILABLE', /refuses connections/),
    );
  });

  it('gives up a server that falls silent', async () => {
    await using server = await WeightsServer.start((_, response) => {
      response.writeHead(200, { 'content-length': good.length }).write(good.subarray(0, 10));
    });
    await expect(
      ensureWeights(network({ url: server.url }), { idleTimeoutMs: 30, retryDelaysMs: [] }),
    ).rejects.toEqual(failure('WEIGHTS_UNAVAILABLE', /sent nothing for 30 ms/));
  });

  it('stops when told to, keeps what has arrived, and lets go of the lock', async () => {
    await using server = await WeightsServer.start((_, response) => {
      response.writeHead(200, { etag: '"a"', 'content-length': good.length }).write(good.subarray(0, 1000));
    }, serving(good));
    const stop = new AbortController();
    const fetching = ensureWeights(network({ url: server.url }), {
      signal: stop.signal,
      onProgress: (bytes) => {
        if (bytes >= 1000) stop.abort();
      },
    });
    await expect(fetching).rejects.toEqual(failure('CANCELLED', /cancelled/));
    expect(readdirSync(join(folder, 'cache')).sort()).toEqual(['net.onnx.part', 'net.onnx.part.json']);
    await expect(ensureWeights(network({}), { signal: AbortSignal.abort() })).rejects.toEqual(
      failure('CANCELLED', /cancelled/),
    );
  });

  it('refuses files beyond the limit, whether the server says so or not', async () => {
    await using honest = await WeightsServer.start(serving(good));
    await using silent = await WeightsServer.start((_, response) => response.end(good));
    for (const { url } of [honest, silent]) {
      await expect(ensureWeights(network({ url }), { maxBytes: 1000 })).rejects.toEqual(
        failure('WEIGHTS_UNAVAILABLE', /bytes or more, and the limit is 1000/),
      );
    }
  });

  it.each([
    ['ftp://example.org/net.onnx', /http and https only, not ftp/],
    ['file:///etc/passwd', /http and https only, not file/],
    ['https://user:pass@example.org/net.onnx', /user name or password/],
    ['nonsense', /not a URL/],
    [undefined, /gives no weight_url/],
  ])('does not fetch %s', async (url, message) => {
    const weights = url === undefined ? {} : { url };
    await expect(ensureWeights(network(weights))).rejects.toEqual(failure('WEIGHTS_UNAVAILABLE', message));
  });

  it.runIf(existsSync('/dev/full'))('says that the disk is full (needs /dev/full)', async () => {
    await using server = await WeightsServer.start(ignoringRanges(good));
    mkdirSync(join(folder, 'cache'));
    symlinkSync('/dev/full', `${path}.part`);
    await expect(ensureWeights(network({ url: server.url }))).rejects.toEqual(
      failure('WEIGHTS_UNAVAILABLE', /disk is full/),
    );
  });

  it('says that the cache is not a folder', async () => {
    await using server = await WeightsServer.start(serving(good));
    writeFileSync(join(folder, 'cache'), 'a file');
    await expect(ensureWeights(network({ url: server.url }))).rejects.toEqual(
      failure('WEIGHTS_UNAVAILABLE', /is not a folder/),
    );
  });

  it.runIf(existsSync('/proc/self'))('says that the cache cannot be made (needs /proc)', async () => {
    await using server = await WeightsServer.start(serving(good));
    const weights = network({ url: server.url, path: '/proc/no-such-folder/cache/net.onnx' });
    await expect(ensureWeights(weights)).rejects.toEqual(
      failure('WEIGHTS_UNAVAILABLE', /cannot be written to/),
    );
  });

  it('fetches once for all who wait', async () => {
    await using server = await WeightsServer.start(serving(good));
    const definition = network({ url: server.url, md5 });
    await Promise.all([1, 2, 3].map(() => ensureWeights(definition)));
    expect(server.ranges).toHaveLength(1);
    expectStored(good);
  });

  it('takes over the lock of a process that died', async () => {
    await using server = await WeightsServer.start(serving(good));
    mkdirSync(join(folder, 'cache'));
    // Above the highest process number Linux gives (2^22).
    writeFileSync(`${path}.lock`, JSON.stringify({ pid: 2 ** 30, host: hostname() }));
    await ensureWeights(network({ url: server.url }));
    expectStored(good);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });
});
