import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { connect, type Client } from '@farsight/client';
import type { FarsightServer } from '@farsight/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detectionsIn, sample } from '../e2e/support/samples.js';
import { bundled, serveBundled } from '../e2e/support/serve-bundled.js';
import { PythonClients } from './python/python-environment.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const token = 'a-token-for-tests';
const parcel = join(root, 'samples/parcel.jpg');
const shelf = join(root, 'samples/shelf.jpg');
let python: PythonClients;
let server: FarsightServer;
let address: string;
let client: Client;

beforeAll(async () => {
  python = await PythonClients.prepare();
  ({ server, address } = await serveBundled({ token }));
  client = await connect(address, { token });
});
afterAll(async () => {
  await client.close();
  await server.close();
  await python[Symbol.asyncDispose]();
});

/** What our own client gets, as farsight_client.py prints it. */
async function own(name: string): Promise<unknown> {
  const { width, height, meta } = await client.infer(await sample(name), bundled, { scoreThreshold: 0.4 });
  const { boxes, scores, classIds } = detectionsIn(meta);
  const [task = ''] = Object.keys(meta);
  const found = { boxes: Array.from(boxes), scores: Array.from(scores), classes: Array.from(classIds) };
  return { size: [width, height], tasks: { [task]: found }, runMs: expect.any(Number) as number };
}

describe('a Python client made from farsight.proto', () => {
  it('lists, describes, infers and streams', async () => {
    const garbage = join(tmpdir(), `farsight-garbage-${process.pid}.jpg`);
    await writeFile(garbage, 'not an image');
    const answer = await python.json(
      'farsight_client.py',
      address,
      bundled,
      token,
      parcel,
      shelf,
      garbage,
      shelf,
    );
    const { tasks } = await client.describeNetwork(bundled);
    const labels = Object.fromEntries(tasks.map((task) => [task.name, task.labels]));
    const [forParcel, forShelf] = [await own('parcel.jpg'), await own('shelf.jpg')];
    expect(answer).toEqual({
      list: expect.arrayContaining([bundled]) as string[],
      describe: labels,
      infer: forParcel,
      stream: {
        streamId: 'python',
        granted: 2,
        labels,
        replies: [
          { index: 0, ptsUs: 0, dropped: 0, result: forParcel },
          { index: 1, ptsUs: 40_000, dropped: 0, result: forShelf },
          { index: 2, ptsUs: 80_000, dropped: 0, error: 'INVALID_FRAME' },
          { index: 3, ptsUs: 120_000, dropped: 0, result: forShelf },
        ],
        summary: [4, 4, 0],
      },
    });
  });

  it('gets codes and statuses it can act on', async () => {
    const unknown = await python.json('farsight_client.py', address, 'no-such-network', token, parcel);
    const notFound = {
      status: 'NOT_FOUND',
      code: 'NETWORK_NOT_FOUND',
      details: expect.stringContaining('no-such-network') as string,
    };
    expect(unknown).toMatchObject({ describe: notFound, infer: notFound, stream: notFound });
    const stranger = await python.json('farsight_client.py', address, bundled, 'wrong-token', parcel);
    const refused = {
      status: 'UNAUTHENTICATED',
      code: 'UNAUTHENTICATED',
      details: expect.stringContaining('token') as string,
    };
    expect(stranger).toEqual({ list: refused, describe: refused, infer: refused, stream: refused });
  });
});

describe('the Python example', () => {
  it('prints what its README says', async () => {
    const open = await serveBundled();
    try {
      const { stdout } = await promisify(execFile)('bash', ['examples/python/run.sh', open.address], {
        cwd: root,
        env: { ...process.env, FARSIGHT_PYTHON: python.python },
      });
      const lines = stdout.trimEnd().split('\n');
      expect(lines.filter((line) => !line.startsWith('  '))).toEqual([
        `${parcel}: 1280x720`,
        `${shelf}: 1280x720`,
      ]);
      const codes = lines.filter((line) => line.startsWith('  '));
      expect(codes).toHaveLength(9 + 13);
      for (const line of codes)
        expect(line).toMatch(/^ {2}(qr|matrix|barcode|pdf417|marker) 0\.\d\d( -?\d+){4}$/);
    } finally {
      await open.server.close();
    }
  });
});
