/**
 * Served frames per second against a bare loop of the same sessions on the same cores, and the latency that serving adds.
 *
 *     npm run bench -- served [model.onnx …]
 */
import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { connect, remoteStream } from '@farsight/client';
import { resolveNetwork } from '@farsight/engine';
import { decodeFrame, encodeJpeg } from '@farsight/media';
import type { EncodedFrame } from '@farsight/protocol';
import { median, percentile, row } from './report.js';
import { startServer } from './server-process.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const executors = cpus().length;
const roundSeconds = 6;
const rounds = 3;

interface Bare {
  readonly framesPerSecond: number;
  readonly runMs: number;
}

/** As many threads as the server has executors, each running its own session on the same input again and again. */
async function bareLoop(model: string, width: number, height: number, threads: number): Promise<Bare> {
  const workers = Array.from(
    { length: threads },
    () =>
      new Worker(new URL('./bare-worker.js', import.meta.url), {
        workerData: { model, width, height, seconds: roundSeconds },
      }),
  );
  const counts = await Promise.all(
    workers.map(
      (worker) =>
        new Promise<{ runs: number; seconds: number }>((resolve, reject) => {
          worker.once('message', resolve);
          worker.once('error', reject);
        }),
    ),
  );
  await Promise.all(workers.map((worker) => worker.terminate()));
  const framesPerSecond = counts.reduce((sum, { runs, seconds }) => sum + runs / seconds, 0);
  return { framesPerSecond, runMs: (1000 * threads) / framesPerSecond };
}

/** The photograph of the samples, scaled by its encoder's input: a plain JPEG of the size wanted. */
function jpegOf(width: number, height: number): Uint8Array {
  const data = readFileSync(`${root}samples/parcel.jpg`);
  const stamp = { streamId: 'bench', index: 0, ptsUs: 0 };
  using source = decodeFrame({ stamp, codec: 'jpeg', data }, { maxPixels: 1e8 });
  const channels = 3;
  const pixels = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    const sourceRow = Math.floor((y * source.height) / height) * source.strideBytes;
    for (let x = 0; x < width; x++) {
      const from = sourceRow + Math.floor((x * source.width) / width) * channels;
      pixels.set(source.data.subarray(from, from + channels), (y * width + x) * channels);
    }
  }
  return encodeJpeg(
    {
      width,
      height,
      format: 'rgb24',
      strideBytes: width * channels,
      data: pixels,
      [Symbol.dispose]: () => undefined,
    },
    { quality: 90 },
  );
}

interface Served {
  readonly framesPerSecond: number;
  /** Milliseconds from sending to receiving, less the run itself. */
  readonly addedMs: readonly number[];
}

async function served(address: string, network: string, jpeg: Uint8Array, inFlight: number): Promise<Served> {
  const stop = performance.now() + 1000 * (roundSeconds + 1);
  const sentAt = new Map<number, number>();
  function* frames(): Generator<EncodedFrame> {
    for (let index = 0; performance.now() < stop; index++) {
      sentAt.set(index, performance.now());
      yield { stamp: { streamId: 'bench', index, ptsUs: index * 33_333 }, codec: 'jpeg', data: jpeg };
    }
  }
  const client = await connect(address);
  const addedMs: number[] = [];
  let counted = 0;
  let from = 0;
  let to = 0;
  for await (const item of remoteStream(client, frames(), network, { maxInFlight: inFlight })) {
    if (item.error !== undefined) throw item.error;
    const now = performance.now();
    const latency = now - (sentAt.get(item.stamp.index) ?? now);
    sentAt.delete(item.stamp.index);
    if (from === 0) {
      if (now < stop - 1000 * roundSeconds) continue; // the first second warms up
      from = now;
    } else counted++;
    to = now;
    addedMs.push(latency - item.timings.runMs);
  }
  await client.close();
  return { framesPerSecond: (1000 * counted) / (to - from), addedMs };
}

async function measure(model: string): Promise<void> {
  const definition = await resolveNetwork(model, { folders: [`${root}networks`] });
  const task = definition.tasks[0];
  if (task === undefined) throw new Error('A network without tasks.');
  const { inputWidth: width, inputHeight: height, weights } = task.model;
  await using server = await startServer([model, '--executors', String(executors)]);
  const vga = jpegOf(640, 480);
  const fullHd = jpegOf(1920, 1080);
  const bare: Bare[] = [];
  const throughput: number[] = [];
  for (let round = 0; round < rounds; round++) {
    bare.push(await bareLoop(weights.path, width, height, executors));
    throughput.push((await served(server.address, definition.name, vga, 4 * executors)).framesPerSecond);
  }
  const vgaAdded = (await served(server.address, definition.name, vga, 1)).addedMs;
  const fullHdAdded = (await served(server.address, definition.name, fullHd, 1)).addedMs;
  const bareRate = median(bare.map(({ framesPerSecond }) => framesPerSecond));
  const servedRate = median(throughput);
  console.log(
    row([
      definition.name,
      bareRate.toFixed(1),
      servedRate.toFixed(1),
      (servedRate / bareRate).toFixed(2),
      `${percentile(vgaAdded, 50).toFixed(1)} / ${percentile(vgaAdded, 95).toFixed(1)}`,
      `${percentile(fullHdAdded, 50).toFixed(1)} / ${percentile(fullHdAdded, 95).toFixed(1)}`,
    ]),
  );
}

/** Runs the benchmark for the given networks, or for the bundled one. */
export async function benchServed(models: readonly string[]): Promise<void> {
  console.log(`${executors} executors, 640x480 JPEG, ${rounds} rounds of ${roundSeconds} s, median`);
  console.log(
    row([
      'network',
      'bare/s',
      'served/s',
      'ratio',
      'added ms 640x480 p50 / p95',
      'added ms 1920x1080 p50 / p95',
    ]),
  );
  console.log(row(Array<string>(6).fill('---')));
  for (const model of models.length > 0 ? models : ['codes-nano']) {
    if (model.endsWith('.onnx') && !existsSync(model)) throw new Error(`There is no file ${model}.`);
    await measure(model);
  }
}
