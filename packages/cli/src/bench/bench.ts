import { Interruption } from '../interruption.js';
import type { BenchFlags } from '../options/bench.js';
import { connectOptions } from '../options/connection.js';
import { delivery } from '../options/delivery.js';
import { given } from '../options/given.js';
import { benchText } from './bench-text.js';
import { preload } from './preload.js';
import { runBench } from './run-bench.js';

/** A live stream needs a pace: there is always a newer frame. */
const liveFps = 30;

/** Measures a server and prints what came out. */
export async function bench(
  server: string,
  network: string,
  source: string,
  flags: BenchFlags,
): Promise<void> {
  using interruption = new Interruption();
  const stop = interruption.signal;
  const frames = await preload(source, { jpegQuality: flags.quality, wire: flags.wire, signal: stop });
  const mode = delivery(flags, false);
  const options = {
    ...(await connectOptions(flags)),
    ...given({ maxInFlight: flags.inFlight, maxAgeMs: flags.maxAge }),
    delivery: mode,
  };
  const fps = flags.fps ?? (mode === 'live' ? liveFps : undefined);
  const { streams, seconds } = flags;
  const report = await runBench({ server, network, frames, streams, seconds, fps, options, stop });
  process.stdout.write(flags.json === true ? `${JSON.stringify(report, undefined, 2)}\n` : benchText(report));
}
