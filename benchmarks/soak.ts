import { fileURLToPath } from 'node:url';
import { connect, type Client } from '@farsight/client';
import type { StatusReport } from '@farsight/protocol';
import { startCamera } from './camera-process.js';
import { MemorySamples, type ProcessMemory } from './memory-samples.js';
import { median, row } from './report.js';
import { startServer, type ServerProcess } from './server-process.js';
import { trendOf } from './trend.js';

const cameras = 16;
const networkName = 'codes-nano';

/** What the cameras send and the server runs. */
interface Load {
  /** Pixels, and frames a second. */
  readonly camera: readonly [width: number, height: number, rate: number];
  /** The network, as arguments of `farsight serve`. */
  readonly network: readonly string[];
}

const usual: Load = { camera: [640, 360, 15], network: [networkName] };

/** As many frames and answers as the cores can do, each as small as can be: what leaks by the frame shows ten times as soon. */
const fast: Load = {
  camera: [64, 48, 100],
  network: [
    fileURLToPath(new URL(`../../networks/${networkName}.onnx`, import.meta.url)),
    ...['--size', '32', '--labels', 'qr,matrix,barcode,pdf417,marker'],
  ],
};
/** Until then buffers fill and code is compiled. */
const settledMinutes = 5;
const megabyte = 2 ** 20;

interface Sample extends ProcessMemory {
  readonly framesPerS: number;
  /** Frames that have arrived so far. */
  readonly received: number;
  readonly dropped: number;
  readonly failed: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly stuck: number;
  /** VmRSS just after all threads have collected all garbage, and what JavaScript then holds: only with `--collect`. */
  readonly collected?: { readonly rssMb: number; readonly heldMb: number };
}

/** What can grow, in the order of the table. */
const memories: Readonly<Record<string, (sample: Sample) => number | undefined>> = {
  'RSS MB': ({ rssMb }) => rssMb,
  'anonymous MB': ({ anonymousMb }) => anonymousMb,
  'RSS MB, collected': ({ collected }) => collected?.rssMb,
  'held MB, collected': ({ collected }) => collected?.heldMb,
};

/**
 * Live RTSP cameras of 640x360 at 15 frames a second, opened by one server with the bundled network, for some minutes
 * (30): what its memory (medians of each minute's seconds), its streams and its latency do. With `--collect` the server
 * collects all its garbage once a minute, and what it has then is in the table too: free of the garbage that comes and goes
 * by tens of megabytes a second, growth shows sooner. With `--fast` the cameras send small pictures, 100 a second, to a network
 * of 32x32.
 */
export async function benchSoak(args: readonly string[]): Promise<void> {
  const collect = args.includes('--collect');
  const load = args.includes('--fast') ? fast : usual;
  const minutes = Number(args.find((arg) => !arg.startsWith('--')) ?? 30);
  using camera = await startCamera('rtsp_cameras.py', [cameras, ...load.camera].map(String));
  const [port = ''] = camera.greeting;
  const names = Array.from({ length: cameras }, (_, i) => `camera-${i}`);
  const sources = names.flatMap((name, i) => ['--source', `${name}=rtsp://127.0.0.1:${port}/${i}`]);
  await using server = await startServer([...load.network, ...sources]);
  await using client = await connect(server.address);
  const stop = new AbortController();
  const watching = names.map((name) => watch(client, name, stop.signal));
  using memory = new MemorySamples(server.pid);
  const others = ['answered/s', 'dropped', 'failed', 'p50 ms', 'p95 ms', 'stuck'];
  console.log(row(['minute', ...Object.keys(memories), ...others]));
  const samples: Sample[] = [];
  while (samples.length < minutes) {
    const sample = await nextMinute(server, memory, collect);
    samples.push(sample);
    console.log(toRow(samples.length, sample));
  }
  for (const line of trends(samples)) console.log(line);
  stop.abort();
  await Promise.allSettled(watching);
}

async function watch(client: Client, name: string, signal: AbortSignal): Promise<number> {
  let count = 0;
  for await (const { error } of client.watch(name, networkName, { signal }))
    if (error === undefined) count += 1;
  return count;
}

async function nextMinute(server: ServerProcess, memory: MemorySamples, collect: boolean): Promise<Sample> {
  await new Promise((resolve) => setTimeout(resolve, 60_000));
  const { streams, counts } = (await (await fetch(`${server.page}/api/status`)).json()) as StatusReport;
  const sample = {
    ...memory.take(),
    framesPerS: streams.reduce((sum, { fpsOut }) => sum + fpsOut, 0),
    received: counts.frames + counts.dropped,
    dropped: counts.dropped,
    failed: counts.failed,
    p50Ms: median(streams.map(({ latencyP50Ms = NaN }) => latencyP50Ms)),
    p95Ms: Math.max(...streams.map(({ latencyP95Ms = NaN }) => latencyP95Ms)),
    stuck: Math.max(0, cameras - streams.filter(({ state }) => state === 'running').length),
  };
  if (!collect) return sample;
  const { heapBytes, externalBytes } = await server.collect();
  const heldMb = (heapBytes + externalBytes) / megabyte;
  return { ...sample, collected: { rssMb: memory.now().rssMb, heldMb } };
}

function toRow(minute: number, sample: Sample): string {
  const { framesPerS, dropped, failed, p50Ms, p95Ms, stuck } = sample;
  return row([
    `${minute}`,
    ...Object.values(memories).map((of) => of(sample)?.toFixed(1) ?? '–'),
    framesPerS.toFixed(1),
    ...[dropped, failed].map(String),
    ...[p50Ms, p95Ms].map((ms) => ms.toFixed(1)),
    `${stuck}`,
  ]);
}

/** How the memory grows, with standard errors. */
function trends(samples: readonly Sample[]): string[] {
  const settled = samples.slice(settledMinutes);
  const frames = (settled.at(-1)?.received ?? 0) - (settled[0]?.received ?? 0);
  const framesPerMinute = frames / (settled.length - 1);
  return Object.entries(memories).flatMap(([title, of]) => {
    const values = settled.flatMap((sample) => of(sample) ?? []);
    if (values.length < 3) return [];
    const { slope, standardError } = trendOf(values);
    const perHour = [slope, standardError].map((mb) => (60 * mb).toFixed(2));
    const perFrame = [slope, standardError].map((mb) => ((mb * megabyte) / framesPerMinute).toFixed(1));
    const after = `after the first ${settledMinutes} minutes`;
    return [`${title}: ${perHour.join(' ± ')} per hour, ${perFrame.join(' ± ')} bytes per frame ${after}`];
  });
}
