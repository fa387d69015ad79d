import { readFileSync } from 'node:fs';
import { connect, type Client } from '@farsight/client';
import type { StatusReport } from '@farsight/protocol';
import { startCamera } from './camera-process.js';
import { median, row } from './report.js';
import { startServer, type ServerProcess } from './server-process.js';
import { trendOf } from './trend.js';

const cameras = 16;
const networkName = 'codes-nano';
/** Until then buffers fill and code is compiled. */
const settledMinutes = 5;

interface Sample {
  readonly minute: number;
  readonly rssMb: number;
  readonly framesPerS: number;
  readonly dropped: number;
  readonly failed: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly stuck: number;
}

/**
 * Live RTSP cameras of 640x360 at 15 frames a second, opened by one server with the bundled network, for some minutes
 * (30): what its memory, its streams and its latency do. Needs GStreamer's RTSP server (docs/testing.md), and Linux.
 */
export async function benchSoak([minutes = '30']: readonly string[]): Promise<void> {
  using camera = await startCamera('rtsp_cameras.py', [cameras, 640, 360, 15].map(String));
  const [port = ''] = camera.greeting;
  const names = Array.from({ length: cameras }, (_, i) => `camera-${i}`);
  const sources = names.flatMap((name, i) => ['--source', `${name}=rtsp://127.0.0.1:${port}/${i}`]);
  await using server = await startServer([networkName, ...sources]);
  await using client = await connect(server.address);
  const stop = new AbortController();
  const watching = names.map((name) => watch(client, name, stop.signal));
  const samples: Sample[] = [];
  console.log(row(['minute', 'RSS MB', 'answered/s', 'dropped', 'failed', 'p50 ms', 'p95 ms', 'stuck']));
  for (let minute = 1; minute <= Number(minutes); minute++) {
    const sample = await nextMinute(minute, server);
    samples.push(sample);
    const { rssMb, framesPerS, dropped, failed, p50Ms, p95Ms, stuck } = sample;
    const cells = [rssMb, framesPerS, dropped, failed, p50Ms, p95Ms, stuck].map((value) => value.toFixed(1));
    console.log(row([String(minute), ...cells]));
  }
  const settled = samples.slice(settledMinutes).map(({ rssMb }) => 60 * rssMb);
  const { slope, standardError } = trendOf(settled);
  console.log(
    `RSS ${slope.toFixed(1)} ± ${standardError.toFixed(1)} MB/h after the first ${settledMinutes} minutes`,
  );
  stop.abort();
  await Promise.allSettled(watching);
}

async function watch(client: Client, name: string, signal: AbortSignal): Promise<number> {
  let count = 0;
  for await (const { error } of client.watch(name, networkName, { signal }))
    if (error === undefined) count += 1;
  return count;
}

async function nextMinute(minute: number, { page, pid }: ServerProcess): Promise<Sample> {
  await new Promise((resolve) => setTimeout(resolve, 60_000));
  const { streams, counts } = (await (await fetch(`${page}/api/status`)).json()) as StatusReport;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    minute,
    rssMb: Number(/VmRSS:\s*(\d+)/.exec(status)?.[1] ?? NaN) / 1024,
    framesPerS: streams.reduce((sum, { fpsOut }) => sum + fpsOut, 0),
    dropped: counts.dropped,
    failed: counts.failed,
    p50Ms: median(streams.map(({ latencyP50Ms = NaN }) => latencyP50Ms)),
    p95Ms: Math.max(...streams.map(({ latencyP95Ms = NaN }) => latencyP95Ms)),
    stuck: Math.max(0, cameras - streams.filter(({ state }) => state === 'running').length),
  };
}
