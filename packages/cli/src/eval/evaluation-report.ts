import type { ResultKind } from '@farsight/client';
import type { MeasuredBy } from './measured-network.js';
import type { MetricReport } from './measures/measure.js';

/** What `farsight eval` tells; with `--json`, as it is. */
export interface EvaluationReport {
  readonly network: string;
  /** Task that was measured. */
  readonly task: string;
  readonly kind: ResultKind;
  readonly images: string;
  readonly annotations: string;
  /** Number of pictures, failed ones too. */
  readonly pictures: number;
  /** Pictures that could not be read or run: nothing was found on them. */
  readonly failed: number;
  readonly seconds: number;
  /** What results were chosen by. */
  readonly parameters: MeasuredBy;
  /** What is to be known about how it was measured, a sentence each. */
  readonly notes: readonly string[];
  readonly metrics: readonly MetricReport[];
}
