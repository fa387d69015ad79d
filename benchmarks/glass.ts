import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { connect, remoteStream, type StreamItem } from '@farsight/client';
import { resolveNetwork } from '@farsight/engine';
import { openSource } from '@farsight/media';
import { addDrops, dropReasons, newDropTally, type EncodedFrame } from '@farsight/protocol';
import { startCamera } from './camera-process.js';
import { clockMs, elapsedMs, readClock } from './glass-clock.js';
import { median, percentile, row } from './report.js';
import { startServer } from './server-process.js';
import { trendOf } from './trend.js';

const width = 640;
const height = 360;
const framesPerSecond = 30;
/** 57 to 66 ms on one thread of the machine that docs/performance.md speaks of: half of what the camera sends. */
const usualNetwork = fileURLToPath(
  new URL('../../../shared/testdata/models/yolov8n_fp32dq_640.onnx', import.meta.url),
);
/** Both ends of the stream that are compared, in minutes; half of a short run. */
const endMinutes = 10;
/** A line through fewer has no standard error. */
const leastMinutes = 3;

/** What a minute brought. */
class Minute {
  readonly latenciesMs: number[] = [];
  /** Of `latenciesMs`, what was over before the stream took the frame: camera, RTSP, source. */
  readonly sourceMs: number[] = [];
  readonly queueMs: number[] = [];
  readonly runMs: number[] = [];
  readonly drops = newDropTally();
  failed = 0;
  unreadable = 0;

  add(item: StreamItem, takenMs: number): void {
    const now = clockMs();
    addDrops(this.drops, item.drops);
    using pixels = item.image.pixels;
    if (item.error !== undefined) {
      this.failed += 1;
      return;
    }
    const made = pixels === undefined ? undefined : readClock(pixels);
    if (made === undefined) {
      this.unreadable += 1;
      return;
    }
    this.latenciesMs.push(elapsedMs(made, now));
    this.sourceMs.push(elapsedMs(made, takenMs));
    this.queueMs.push(item.timings.queueMs);
    this.runMs.push(item.timings.runMs);
  }

  get p50Ms(): number {
    return median(this.latenciesMs);
  }

  toRow(number: number): string {
    const { latenciesMs, sourceMs, queueMs, runMs, drops, failed, unreadable } = this;
    const times = [
      this.p50Ms,
      percentile(latenciesMs, 95),
      percentile(latenciesMs, 100),
      median(sourceMs),
      median(queueMs),
      median(runMs),
    ];
    const rate = (latenciesMs.length / 60).toFixed(1);
    return row([
      `${number}`,
      rate,
      ...[...dropReasons.map((reason) => drops[reason]), failed, unreadable].map(String),
      ...times.map((ms) => ms.toFixed(1)),
    ]);
  }
}

/**
 * From glass to result: a camera of 30 frames a second whose pictures show when they were made, and a network that manages
 * about 15, for some minutes (60). The latency of an answered frame is all there is between the making of its picture and
 * the program that has its result: the camera's encoder, RTSP, the client, the wire, the server's queue, decoding, the run.
 */
export async function benchGlass([given = '60', network = usualNetwork]: readonly string[]): Promise<void> {
  const minutes = Number(given);
  if (!(minutes >= leastMinutes))
    throw new Error(`Expected at least ${leastMinutes} for MINUTES but received ${given}.`);
  if (!existsSync(network))
    throw new Error(
      `There is no ${network}: npm run bench -- glass MINUTES NETWORK, one of about 65 ms on one thread.`,
    );
  const { name } = await resolveNetwork(network, { folders: [] });
  using camera = await startCamera('glass_camera.py', [width, height, framesPerSecond].map(String));
  const [port = '', cameraMs = ''] = camera.greeting;
  // Both clocks are CLOCK_MONOTONIC, or nothing below would mean anything.
  if (elapsedMs(Number(cameraMs) % 2 ** 32, clockMs()) > 1000)
    throw new Error("The camera's clock is another one.");
  await using server = await startServer([network, '--executors', '1']);
  console.log(`${name}, one executor, ${width}x${height} at ${framesPerSecond} frames/s, H.264 all the way`);
  const p50s = await run(server.address, `rtsp://127.0.0.1:${port}/clock`, name, minutes);
  console.log(summary(p50s));
}

async function run(address: string, url: string, network: string, minutes: number): Promise<number[]> {
  const titles = [
    'answered/s',
    ...dropReasons.map((reason) => `dropped: ${reason}`),
    'failed',
    'unreadable',
    'p50 ms',
    'p95 ms',
    'max ms',
    'source p50',
    'queue p50',
    'run p50',
  ];
  console.log(row(['minute', ...titles]));
  await using source = await openSource(url, { wire: 'video', keepPixels: true });
  const p50s: number[] = [];
  let minute = new Minute();
  let end = performance.now() + 60_000;
  await using client = await connect(address);
  const taken = new WeakMap<EncodedFrame, number>();
  const frames = timed(source, taken);
  for await (const item of remoteStream(client, frames, network, { delivery: 'live' })) {
    minute.add(item, taken.get(item.image) ?? NaN);
    if (performance.now() < end) continue;
    p50s.push(minute.p50Ms);
    console.log(minute.toRow(p50s.length));
    if (p50s.length >= minutes) break;
    minute = new Minute();
    end += 60_000;
  }
  return p50s;
}

/** The source's frames, noting when each was taken. */
async function* timed(
  source: AsyncIterable<EncodedFrame>,
  taken: WeakMap<EncodedFrame, number>,
): AsyncGenerator<EncodedFrame> {
  for await (const frame of source) {
    taken.set(frame, clockMs());
    yield frame;
  }
}

function summary(p50s: readonly number[]): string {
  const { slope, standardError } = trendOf(p50s);
  const minutes = Math.min(endMinutes, Math.ceil(p50s.length / 2));
  const [first = NaN, last = NaN] = [p50s.slice(0, minutes), p50s.slice(-minutes)].map(median);
  return [
    `p50 of the minutes: ${(60 * slope).toFixed(2)} ± ${(60 * standardError).toFixed(2)} ms per hour`,
    `first ${minutes} minutes ${first.toFixed(1)} ms, last ${minutes} minutes ${last.toFixed(1)} ms`,
  ].join('\n');
}
