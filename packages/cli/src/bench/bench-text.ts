import { dropReasonsText } from '@farsight/client';
import { table } from '../terminal/table.js';
import type { BenchReport } from './measurement.js';

/** A report for people. */
export function benchText(report: BenchReport): string {
  const { streams, seconds, frames, framesPerSecond, framesPerSecondPerStream, latencyMs, timings } = report;
  const rates = [...framesPerSecondPerStream].sort((a, b) => a - b);
  const perStream = `${ms(rates[0])} … ${ms(rates.at(-1))} per stream, fairness ${report.fairness.toFixed(3)}`;
  const { queueMs, decodeMs, preprocessMs, runMs, postprocessMs } = timings;
  return table([
    [
      'Measured',
      `${frames} frames of ${streams} ${streams === 1 ? 'stream' : 'streams'} in ${seconds.toFixed(1)} s`,
    ],
    ['Frames/s', `${framesPerSecond.toFixed(1)}${streams > 1 ? ` (${perStream})` : ''}`],
    ['Latency', `p50 ${ms(latencyMs.p50)} ms, p95 ${ms(latencyMs.p95)} ms, p99 ${ms(latencyMs.p99)} ms`],
    [
      'On the server',
      `queue ${ms(queueMs)}, decode ${ms(decodeMs)}, preprocess ${ms(preprocessMs)}, run ${ms(runMs)}, postprocess ${ms(postprocessMs)} ms (means)`,
    ],
    ['Dropped', `${report.dropped}${dropReasonsText(report.drops)}`],
    ['Failed', String(report.failed)],
  ]);
}

function ms(value = 0): string {
  return value.toFixed(1);
}
