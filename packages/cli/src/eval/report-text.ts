import { table } from '../terminal/table.js';
import type { EvaluationReport } from './evaluation-report.js';
import type { MeasuredBy } from './measured-network.js';
import type { ClassRow, MetricReport } from './measures/measure.js';

/** Classes shown at either end of a long list. */
const mostClasses = 10;

/** A report for people. */
export function reportText(report: EvaluationReport, perClass = false): string {
  const { network, kind, pictures, failed, seconds, metrics } = report;
  const losses = failed > 0 ? `, ${failed} of them failed` : '';
  const head = [
    `${network}: ${kind} on ${pictures} ${pictures === 1 ? 'picture' : 'pictures'}${losses}, ${(pictures / seconds).toFixed(1)} per second`,
    ...parametersText(report.parameters),
  ];
  const parts = metrics.map((metric) => metricText(metric, perClass));
  return `${head.join('\n')}\n${parts.join('')}`;
}

function parametersText({ confThreshold, ...rest }: MeasuredBy): readonly string[] {
  if (confThreshold === undefined) return [];
  const { nmsIouThreshold = 0, nmsClassAgnostic, multiLabel, nmsTopK = 0 } = rest;
  const among = nmsClassAgnostic === true ? 'among all classes' : 'within a class';
  const labels = multiLabel === true ? 'every such class of a box' : 'the best class of a box';
  return [
    `Score above ${confThreshold}, ${labels}, suppression at IoU ${nmsIouThreshold} ${among}, at most ${nmsTopK} a picture`,
  ];
}

function metricText({ metric, figures, classes }: MetricReport, perClass: boolean): string {
  const rows = Object.entries(figures).map(([name, value]) => [`  ${name}`, figureText(name, value)]);
  const shown = perClass && classes.length > 0 ? `\n${classesText(classes)}` : '';
  return `\n${metric}\n${table(rows)}${shown}`;
}

/** All classes, best first; of many, both ends. */
function classesText(classes: readonly ClassRow[]): string {
  const names = Object.keys(classes[0]?.figures ?? {});
  const by = names.find((name) => !counts.has(name)) ?? '';
  const sorted = [...classes].sort((a, b) => (b.figures[by] ?? -1) - (a.figures[by] ?? -1));
  const rows = sorted.map(({ label, figures }) => [
    `  ${label}`,
    ...names.map((name) => figureText(name, figures[name] ?? null)),
  ]);
  const between = [`  … ${rows.length - 2 * mostClasses} between`];
  const shown =
    rows.length > 2 * mostClasses
      ? [...rows.slice(0, mostClasses), between, ...rows.slice(-mostClasses)]
      : rows;
  return table([['  class', ...names], ...shown]);
}

/** Figures that are whole numbers. */
const counts = new Set(['truths', 'pictures', 'pixels', 'texts']);

function figureText(name: string, value: number | null): string {
  if (value === null) return '-';
  return counts.has(name) ? String(value) : value.toFixed(4);
}
