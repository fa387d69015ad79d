import { setTimeout } from 'node:timers/promises';
import { remoteStream, type EncodedFrame, type RemoteStreamOptions } from '@farsight/client';
import { SendTimes } from '../run/send-times.js';
import { Measurement, type BenchReport } from './measurement.js';

/** What is measured. */
export interface Bench {
  readonly server: string;
  readonly network: string;
  /** In memory; sent again and again. */
  readonly frames: readonly EncodedFrame[];
  readonly streams: number;
  readonly seconds: number;
  /** Frames per second that each stream sends; undefined: as fast as they are answered. */
  readonly fps: number | undefined;
  readonly options: RemoteStreamOptions;
  /** Ends the measurement early. */
  readonly stop: AbortSignal;
}

/** Runs the streams side by side, each on a connection of its own, and reports what was measured. */
export async function runBench(bench: Bench): Promise<BenchReport> {
  const measurement = new Measurement(bench.streams, bench.seconds * 1000);
  const failure = new AbortController();
  const streams = Array.from({ length: bench.streams }, (_, stream) =>
    runOne(bench, stream, measurement, failure.signal).catch((error: unknown) => {
      // The others need not go on, and would only report that they were ended.
      failure.abort(error);
      throw error;
    }),
  );
  await Promise.allSettled(streams);
  if (failure.signal.aborted) throw failure.signal.reason;
  return measurement.report(performance.now());
}

async function runOne(
  { server, network, frames, fps, options, stop }: Bench,
  stream: number,
  measurement: Measurement,
  failed: AbortSignal,
): Promise<void> {
  const times = new SendTimes();
  const signal = AbortSignal.any([stop, failed]);
  const source = again(
    frames,
    `bench-${stream}`,
    fps,
    () => signal.aborted || measurement.isOver(performance.now()),
  );
  const results = remoteStream(server, times.note(source), network, { ...options, signal: failed });
  for await (const item of results) {
    measurement.add(stream, item, times.take(item.stamp.index) ?? 0, performance.now());
  }
}

/** The frames over and over, stamped anew, until it is over. */
async function* again(
  frames: readonly EncodedFrame[],
  streamId: string,
  fps: number | undefined,
  over: () => boolean,
): AsyncGenerator<EncodedFrame, void> {
  const beginMs = performance.now();
  for (let index = 0; !over(); index += 1) {
    const dueMs = fps === undefined ? 0 : beginMs + (1000 * index) / fps - performance.now();
    if (dueMs > 1) await setTimeout(dueMs);
    const frame = frames[index % frames.length];
    if (frame === undefined) return;
    yield { ...frame, stamp: { streamId, index, ptsUs: Math.round((1e6 * index) / (fps ?? 25)) } };
  }
}
