/**
 * What the frames of a video cost on the wire, raw, as JPEG and as they were coded, and whether the results are those of
 * decoding on the client.
 *
 *     npm run bench -- video-wire [FILE [NETWORK]]
 */
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { connect, metaToJson } from '@farsight/client';
import { resolveNetwork } from '@farsight/engine';
import { openSource, type SourceOptions } from '@farsight/media';
import { countingProxy } from './counting-proxy.js';
import { row } from './report.js';
import { startServer } from './server-process.js';

type Wire = NonNullable<SourceOptions['wire']>;

interface Measured {
  /** From client to server, everything that gRPC adds included. */
  readonly bytesPerFrame: number;
  readonly seconds: number;
  /** Of each frame by its index, as JSON: exact to the last digit. */
  readonly results: ReadonlyMap<number, string>;
  /** Results over all frames: boxes, classes … */
  readonly count: number;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Sends every frame of the file through a real socket and waits for all results. */
async function measure(address: string, network: string, file: string, wire: Wire): Promise<Measured> {
  await using proxy = await countingProxy(address);
  const client = await connect(proxy.address, { connectTimeoutMs: 60_000 });
  await using source = await openSource(file, { wire });
  const results = new Map<number, string>();
  let count = 0;
  const start = performance.now();
  const stream = client.stream(source, network, { delivery: 'lossless' });
  const { labels } = await stream.info();
  for await (const item of stream) {
    if (item.error !== undefined) throw item.error;
    const json = metaToJson(item.meta, labels);
    for (const result of Object.values(json)) if ('scores' in result) count += result.scores.length;
    // By time: chunks are counted in the order of decoding.
    results.set(item.stamp.ptsUs, JSON.stringify(json));
  }
  const seconds = (performance.now() - start) / 1000;
  await client.close();
  return { bytesPerFrame: proxy.sent / results.size, seconds, results, count };
}

/** How many frames have the very same results, in the same order, as those of `reference`. */
function equalFrames({ results }: Measured, reference: Measured): number {
  let equal = 0;
  for (const [ptsUs, text] of reference.results) if (results.get(ptsUs) === text) equal += 1;
  return equal;
}

function percent(part: number, whole: number): string {
  const value = (100 * part) / whole;
  return `${value < 10 ? value.toPrecision(2) : value.toFixed(0)} %`;
}

/** Runs the benchmark for a file, or for the bundled clip with the bundled network. */
export async function benchVideoWire(args: readonly string[]): Promise<void> {
  const [file = `${root}samples/conveyor.mp4`, network = 'codes-nano'] = args;
  const { name } = await resolveNetwork(network, { folders: [`${root}networks`] });
  await using server = await startServer([network]);
  const raw = await measure(server.address, name, file, 'raw');
  const jpeg = await measure(server.address, name, file, 'jpeg');
  const video = await measure(server.address, name, file, 'video');
  const { width = 0, height = 0, frameRate, frameCount = 0 } = await describe(file);
  const rate = frameRate === undefined ? 0 : frameRate.num / frameRate.den;
  const { size } = await stat(file);
  console.log(
    `${width}x${height}, ${rate.toFixed(2)} frames/s, ${frameCount} frames, ` +
      `${((8 * size * rate) / frameCount / 1e6).toFixed(2)} Mbit/s; ${name}: ${raw.count} results`,
  );
  console.log(row(['wire', 'bytes per frame', 'of raw', 'of JPEG', 'frames as raw', 'results', 'seconds']));
  console.log(row(['---', ...Array<string>(6).fill('--:')]));
  for (const [wire, measured] of Object.entries({ raw, jpeg, video })) {
    const { bytesPerFrame, results, count, seconds } = measured;
    const cells = [
      wire,
      Math.round(bytesPerFrame).toLocaleString('en'),
      percent(bytesPerFrame, raw.bytesPerFrame),
      percent(bytesPerFrame, jpeg.bytesPerFrame),
      `${equalFrames(measured, raw)} of ${results.size}`,
      String(count),
      seconds.toFixed(1),
    ];
    console.log(row(cells));
  }
}

async function describe(
  file: string,
): Promise<Pick<Awaited<ReturnType<typeof openSource>>, 'width' | 'height' | 'frameRate' | 'frameCount'>> {
  await using source = await openSource(file);
  const { width, height, frameRate, frameCount } = source;
  return { width, height, frameRate, frameCount };
}
