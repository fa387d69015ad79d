/**
 * Runs the benchmarks named on the command line:
 *
 *     npm run bench -- carrier
 *     npm run bench -- decode
 *     npm run bench -- glass [MINUTES [NETWORK]]
 *     npm run bench -- kernels
 *     npm run bench -- results
 *     npm run bench -- soak [MINUTES] [--collect]
 *     npm run bench -- served [NETWORK …]
 *     npm run bench -- video-wire [FILE [NETWORK]]
 */
import { benchCarrier } from './carrier.js';
import { benchDecode } from './decode.js';
import { benchGlass } from './glass.js';
import { benchKernels } from './kernels.js';
import { benchResults } from './results.js';
import { benchServed } from './served.js';
import { benchSoak } from './soak.js';
import { benchVideoWire } from './video-wire.js';

const benchmarks: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  carrier: benchCarrier,
  decode: benchDecode,
  glass: benchGlass,
  kernels: benchKernels,
  results: benchResults,
  served: benchServed,
  soak: benchSoak,
  'video-wire': benchVideoWire,
};

const [name = '', ...args] = process.argv.slice(2);
const benchmark = benchmarks[name];
if (benchmark === undefined) {
  console.error(`Which one? npm run bench -- ${Object.keys(benchmarks).join(' | ')}`);
  process.exitCode = 2;
} else {
  await benchmark(args);
}
