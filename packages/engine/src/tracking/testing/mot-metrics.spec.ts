import { describe, expect, it } from 'vitest';
import { goldens } from './goldens.js';
import { motMetrics } from './mot-metrics.js';

describe('motMetrics', () => {
  it.each(goldens.runs)('has the figures of motmetrics: $algorithm on $sequence, $parameters', (run) => {
    const truth = goldens.sequences[run.sequence]!.map((frame) => frame.truth);
    const { mota, idf1, switches, misses, falsePositives } = motMetrics(truth, run.frames);
    expect({ switches, misses, falsePositives }).toEqual({
      switches: run.metrics.num_switches,
      misses: run.metrics.num_misses,
      falsePositives: run.metrics.num_false_positives,
    });
    expect(mota).toBeCloseTo(run.metrics.mota!, 5);
    expect(idf1).toBeCloseTo(run.metrics.idf1!, 5);
  });
});
