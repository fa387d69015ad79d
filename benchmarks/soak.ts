import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { connect, type Client } from '@farsight/client';
import type { StatusReport } from '@farsight/protocol';
import { median, row } from './report.js';

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
  const camera = start('/usr/bin/python3', [
    path('python/rtsp_cameras.py'),
    String(cameras),
    '640',
    '360',
    '15',
  ]);
  const [port] = (await once(camera.lines, 'line')) as [string];
  const names = Array.from({ length: cameras }, (_, i) => `camera-${i}`);
  const server = start(process.execPath, [
    path('../packages/cli/dist/main.js'),
    ...['serve', networkName, '--port', '0', '--http-port', '0', '--log-level', 'error'],
    ...names.flatMap((name, i) => ['--source', `${name}=rtsp://127.0.0.1:${port}/${i}`]),
  ]);
  try {
    const { address, page } = await addresses(server);
    await using client = await connect(address);
    const stop = new AbortController();
    const watching = names.map((name) => watch(client, name, stop.signal));
    const samples: Sample[] = [];
    console.log(row(['minute', 'RSS MB', 'answered/s', 'dropped', 'failed', 'p50 ms', 'p95 ms', 'stuck']));
    for (let minute = 1; minute <= Number(minutes); minute++) {
      const sample = await nextMinute(minute, page, server.process);
      samples.push(sample);
      const { rssMb, framesPerS, dropped, failed, p50Ms, p95Ms, stuck } = sample;
      const cells = [rssMb, framesPerS, dropped, failed, p50Ms, p95Ms, stuck].map((value) =>
        value.toFixed(1),
      );
      console.log(row([String(minute), ...cells]));
    }
    console.log(`RSS ${slopePerHour(samples).toFixed(1)} MB/h after the first ${settledMinutes} minutes`);
    stop.abort();
    await Promise.allSettled(watching);
  } finally {
    server.process.kill('SIGTERM');
    camera.process.kill('SIGKILL');
  }
}

function path(relative: string): string {
  // From dist/, beside which the sources are.
  return fileURLToPath(new URL(`../${relative}`, import.meta.url));
}

function start(
  command: string,
  args: readonly string[],
): { process: ChildProcess; lines: ReturnType<typeof createInterface> } {
  const process = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return { process, lines: createInterface({ input: process.stdout }) };
}

async function addresses({ lines }: ReturnType<typeof start>): Promise<{ address: string; page: string }> {
  let [address, page] = ['', ''];
  for await (const line of lines) {
    page = /http:\/\/[\d.]+:\d+/.exec(line)?.[0] ?? page;
    address = /(?<![/\d.])127\.0\.0\.1:\d+/.exec(line)?.[0] ?? address;
    if (address !== '' && page !== '') break;
  }
  return { address, page };
}

async function watch(client: Client, name: string, signal: AbortSignal): Promise<number> {
  let count = 0;
  for await (const { error } of client.watch(name, networkName, { signal }))
    if (error === undefined) count += 1;
  return count;
}

async function nextMinute(minute: number, page: string, server: ChildProcess): Promise<Sample> {
  await new Promise((resolve) => setTimeout(resolve, 60_000));
  const { streams, counts } = (await (await fetch(`${page}/api/status`)).json()) as StatusReport;
  const status = readFileSync(`/proc/${server.pid ?? 0}/status`, 'utf8');
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

/** Of the line through the samples, least squares. */
function slopePerHour(samples: readonly Sample[]): number {
  const settled = samples.filter(({ minute }) => minute > settledMinutes);
  const meanX = settled.reduce((sum, { minute }) => sum + minute, 0) / settled.length;
  const meanY = settled.reduce((sum, { rssMb }) => sum + rssMb, 0) / settled.length;
  const top = settled.reduce((sum, { minute, rssMb }) => sum + (minute - meanX) * (rssMb - meanY), 0);
  const bottom = settled.reduce((sum, { minute }) => sum + (minute - meanX) ** 2, 0);
  return (60 * top) / bottom;
}
