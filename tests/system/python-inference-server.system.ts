import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect, type Client } from '@farsight/client';
import { resolveNetwork, type NetworkDefinition } from '@farsight/engine';
import type { FarsightServer } from '@farsight/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detectionsIn } from '../e2e/support/samples.js';
import { bundled, serveBundled } from '../e2e/support/serve-bundled.js';
import { PythonClients } from './python/python-environment.js';
import { RawFrames, type RawFile } from './python/raw-frames.js';

/** As inference_server_client.py prints it. */
interface Answer {
  readonly status: string | null;
  readonly results?: readonly Result[];
  readonly error?: { readonly code: string; readonly details: string };
}

interface Result {
  readonly obj?: { readonly boxes: number[]; readonly scores: number[]; readonly classes: number[] };
  readonly classifier?: {
    readonly boxes: number[][];
    readonly scores: number[][];
    readonly classes: number[][];
  };
  readonly image?: number;
}

interface Job {
  readonly network: string | null;
  /** A source for the server to open, and how many of its results are wanted. */
  readonly input?: string;
  readonly results?: number;
  readonly frames: readonly (Omit<RawFile, 'frame' | 'channels'> & { channels: number; repeat?: number })[];
  readonly clientLimit?: number;
}

const samples = fileURLToPath(new URL('../../samples', import.meta.url));
const qrId = 0;
let python: PythonClients;
let all: NetworkDefinition;
let frames: RawFrames;
let server: FarsightServer;
let address: string;
let client: Client;
let parcel: RawFile;
let shelf: RawFile;

beforeAll(async () => {
  python = await PythonClients.prepare();
  all = await resolveNetwork(bundled, {
    folders: [fileURLToPath(new URL('../../networks', import.meta.url))],
  });
  ({ server, address } = await serveBundled({
    networks: [all, onlyClass(all, 'qr-only', qrId)],
    sources: { named: { conveyor: join(samples, 'conveyor.mp4') }, allow: [samples] },
  }));
  client = await connect(address);
  frames = await RawFrames.make();
  parcel = await frames.ofSample('parcel.jpg', 1280, 720);
  shelf = await frames.ofSample('shelf.jpg', 1280, 720);
});
afterAll(async () => {
  await client.close();
  await server.close();
  await frames[Symbol.asyncDispose]();
  await python[Symbol.asyncDispose]();
});

/** The same network, keeping boxes of one class. */
function onlyClass(network: NetworkDefinition, name: string, classId: number): NetworkDefinition {
  const tasks = network.tasks.map((task) => ({
    ...task,
    decode: task.decode.op === 'decodeyolo' ? { ...task.decode, classFilter: [classId] } : task.decode,
  }));
  return { ...network, name, tasks };
}

async function run(jobs: readonly Job[], to = address): Promise<readonly Answer[]> {
  const bare = jobs.map((job) => ({
    ...job,
    frames: job.frames.map(({ path, width, height, channels, repeat }) => ({
      path,
      width,
      height,
      channels,
      repeat,
    })),
  }));
  return (await python.json('inference_server_client.py', to, JSON.stringify(bare))) as Answer[];
}

/** What our own client gets for the same raw frame, in the same form. */
async function own(file: RawFile, network: string): Promise<Result> {
  const { boxes, scores, classIds } = detectionsIn((await client.infer(file.frame, network)).meta);
  return { obj: { boxes: Array.from(boxes), scores: Array.from(scores), classes: Array.from(classIds) } };
}

describe('an existing Python client of the InferenceServer protocol', () => {
  it('gets one result per raw RGBA frame, in order', async () => {
    const [answer] = await run([{ network: bundled, frames: [parcel, shelf, shelf, parcel, shelf] }]);
    const [forParcel, forShelf] = [await own(parcel, bundled), await own(shelf, bundled)];
    expect(answer).toEqual({ status: '', results: [forParcel, forShelf, forShelf, forParcel, forShelf] });
    expect([forParcel.obj?.scores.length, forShelf.obj?.scores.length]).toEqual([9, 13]);
  });

  it('streams 1080p within its 8.4 MB, and larger frames where it allows itself more', async () => {
    const fullHd = await frames.ofSample('shelf.jpg', 1920, 1080);
    const large = await frames.ofSample('shelf.jpg', 2560, 1440);
    const [one, two] = await run([
      { network: bundled, frames: [{ ...fullHd, repeat: 5 }] },
      { network: bundled, frames: [{ ...large, repeat: 3 }], clientLimit: 32_000_000 },
    ]);
    expect(one?.results).toEqual(new Array(5).fill(await own(fullHd, bundled)));
    expect(two?.results).toEqual(new Array(3).fill(await own(large, bundled)));
    expect(one?.results?.[0]?.obj?.scores.length).toBeGreaterThan(0);
  });

  it('keeps its network while another connection chooses another', async () => {
    const jobs = ['qr-only', bundled, 'qr-only', bundled].map((network) => ({
      network,
      frames: [parcel, shelf, parcel, shelf],
    }));
    const [qrParcel, qrShelf] = [await own(parcel, 'qr-only'), await own(shelf, 'qr-only')];
    const [allParcel, allShelf] = [await own(parcel, bundled), await own(shelf, bundled)];
    const answers = await run(jobs);
    expect(answers.map(({ results }) => results)).toEqual([
      [qrParcel, qrShelf, qrParcel, qrShelf],
      [allParcel, allShelf, allParcel, allShelf],
      [qrParcel, qrShelf, qrParcel, qrShelf],
      [allParcel, allShelf, allParcel, allShelf],
    ]);
    expect(qrShelf.obj?.classes).toEqual([qrId, qrId]);
  });

  it('gets the default network when it names none', async () => {
    const [never, empty] = await run([
      { network: null, frames: [parcel] },
      { network: '', frames: [parcel] },
    ]);
    const expected = [await own(parcel, bundled)];
    expect(never).toEqual({ status: null, results: expected });
    expect(empty).toEqual({ status: '', results: expected });
  });

  it('is told why a network is not ready', async () => {
    const [answer] = await run([{ network: 'no-such-network', frames: [parcel] }]);
    expect(answer?.status).toContain('no-such-network');
    expect(answer?.results).toBeUndefined();
  });

  it('gets an empty result for a frame with a wrong byte count, so that counting holds', async () => {
    const short = { ...parcel, path: `${parcel.path}.short` };
    await writeFile(short.path, parcel.frame.data.subarray(1));
    const [answer] = await run([
      { network: bundled, frames: [parcel, short, { ...parcel, channels: 7 }, shelf] },
    ]);
    expect(answer?.results).toEqual([await own(parcel, bundled), {}, {}, await own(shelf, bundled)]);
  });

  it('has the server open a source with Infer', async () => {
    const shelfPath = join(samples, 'shelf.jpg');
    const [whole, some, refused] = await run([
      { network: '', input: shelfPath, results: 10, frames: [] },
      { network: 'qr-only', input: 'conveyor', results: 5, frames: [] },
      { network: bundled, input: '/etc/passwd', results: 1, frames: [] },
    ]);
    expect(whole?.results).toEqual([await own(shelf, bundled)]);
    expect(some?.results).toHaveLength(5);
    for (const { obj, image } of some?.results ?? []) {
      expect(new Set(obj?.classes)).toEqual(new Set([qrId]));
      expect(image).toBeUndefined();
    }
    expect(refused?.error?.code).toBe('PERMISSION_DENIED');
    expect(refused?.error?.details).not.toContain('passwd');
  });

  it('gets classes as regions: here the whole frame', async () => {
    const kinds = all.tasks.map((task) => ({
      ...task,
      name: 'kinds',
      resultKind: 'classifications' as const,
    }));
    const network: NetworkDefinition = { ...all, name: 'kinds', tasks: kinds };
    const backend = new URL('python/classifying-backend.mjs', import.meta.url).href;
    const classifier = await serveBundled({ networks: [network], networksDirs: [], backend });
    try {
      const [answer] = await run([{ network: 'kinds', frames: [parcel] }], classifier.address);
      expect(answer?.results).toEqual([
        {
          classifier: {
            boxes: [[0, 0, 1280, 720]],
            scores: [[0.75, 0.125, 0.0625]],
            classes: [[1280, 1, 0]],
          },
        },
      ]);
    } finally {
      await classifier.server.close();
    }
  });
});
