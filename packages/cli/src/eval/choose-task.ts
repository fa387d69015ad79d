import { FarsightError, type ResultKind } from '@farsight/client';
import type { NetworkDefinition } from '@farsight/server';
import type { MetricName } from './measures/measure.js';

/** One step of a network. */
export type Task = NetworkDefinition['tasks'][number];

/** Metrics of each kind of result, the most telling first. */
const metricsByKind: Readonly<Record<ResultKind, readonly MetricName[]>> = {
  detections: ['boxes'],
  tracks: ['boxes'],
  segments: ['masks', 'boxes'],
  keypoints: ['keypoints', 'boxes'],
  classifications: ['classes'],
  semantic: ['pixels'],
  text: ['text'],
  embeddings: [],
  depth: [],
  'oriented-boxes': [],
};

/** The task of a network that is measured, and by what. */
export interface ChosenTask {
  readonly task: Task;
  readonly metrics: readonly MetricName[];
}

/**
 * The first task that a metric is for: the one asked for, or any.
 *
 * @throws FarsightError UNSUPPORTED if there is none
 */
export function chooseTask({ name, tasks }: NetworkDefinition, metric: MetricName | undefined): ChosenTask {
  for (const task of tasks) {
    const metrics = metricsByKind[task.resultKind];
    if (metric !== undefined && metrics.includes(metric)) return { task, metrics: [metric] };
    if (metric === undefined && metrics.length > 0) return { task, metrics };
  }
  const kinds = tasks.map(({ resultKind }) => resultKind).join(', ');
  const measurable = Object.entries(metricsByKind).filter(([, metrics]) => metrics.length > 0);
  const shown = measurable.map(([kind, metrics]) => `${kind} (${metrics.join(', ')})`).join(', ');
  throw new FarsightError(
    'UNSUPPORTED',
    `${name} gives ${kinds}, which ${metric === undefined ? 'nothing' : `the metric ${metric}`} measures. What can be measured: ${shown}.`,
  );
}
