import { overlapThresholds, type AreaRange, type ClassFigures } from './average-precision.js';

/** Figures by name, in the order to show them; null where there is nothing to measure. */
export type Figures = Readonly<Record<string, number | null>>;

/** What of one class was found. */
export interface ClassPrecision {
  readonly classId: number;
  /** Objects of the truth, crowds aside. */
  readonly truths: number;
  readonly AP50_95: number;
  readonly AP50: number;
  /** Recall with the largest number of detections, over all overlaps. */
  readonly AR: number;
}

/** Means over the classes that are in the truth, as COCO's summary: of all sizes, of each, and recalls. */
export function summarisePrecision(
  figures: readonly ClassFigures[],
  areas: readonly AreaRange[],
  maxDetections: readonly number[],
): Figures {
  const most = Math.max(...maxDetections);
  const of = (area: string, max: number): ClassFigures[] =>
    figures.filter((one) => one.area === area && one.maxDetections === max);
  const all = of('all', most);
  const sizes = areas.map(({ name }) => name).filter((name) => name !== 'all');
  return {
    mAP50_95: mean(all.flatMap(({ precision }) => precision)),
    mAP50: mean(at(all, 'precision', 0.5)),
    mAP75: mean(at(all, 'precision', 0.75)),
    ...named(sizes, (name) => [`mAP50_95_${name}`, mean(of(name, most).flatMap((one) => one.precision))]),
    ...named(maxDetections, (max) => [`AR${max}`, mean(of('all', max).flatMap(({ recall }) => recall))]),
    ...(maxDetections.length === 1 && {
      [`AR${most}_50`]: mean(at(all, 'recall', 0.5)),
      [`AR${most}_75`]: mean(at(all, 'recall', 0.75)),
    }),
    ...named(sizes, (name) => [`AR${most}_${name}`, mean(of(name, most).flatMap(({ recall }) => recall))]),
  };
}

/** Classes of the truth with what was found of each. */
export function classPrecisions(
  figures: readonly ClassFigures[],
  maxDetections: readonly number[],
): readonly ClassPrecision[] {
  const most = Math.max(...maxDetections);
  return figures
    .filter(({ area, maxDetections: max }) => area === 'all' && max === most)
    .map(({ classId, truths, precision, recall }) => ({
      classId,
      truths,
      AP50_95: mean(precision) ?? 0,
      AP50: precision[0] ?? 0,
      AR: mean(recall) ?? 0,
    }));
}

function named<T>(
  items: readonly T[],
  entry: (item: T) => readonly [name: string, value: number | null],
): Figures {
  return Object.fromEntries(items.map(entry));
}

function at(figures: readonly ClassFigures[], of: 'precision' | 'recall', threshold: number): number[] {
  const index = overlapThresholds.findIndex((value) => Math.abs(value - threshold) < 1e-6);
  return figures.map((one) => one[of][index] ?? 0);
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
