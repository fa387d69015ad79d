import { labelOf, type TaskResult } from '@farsight/client';
import type { Measure, MetricReport } from './measure.js';

/** A picture and its class. */
export interface ClassifiedFile {
  readonly file: string;
  readonly classId: number;
}

interface Hits {
  pictures: number;
  first: number;
  amongFive: number;
}

/** Measures how often the right class is the best one, and among the best five. */
export class ClassMeasure implements Measure {
  readonly files: readonly string[];
  readonly #truth: readonly ClassifiedFile[];
  readonly #labels: readonly string[];
  readonly #hits = new Map<number, Hits>();

  constructor(truth: readonly ClassifiedFile[], labels: readonly string[]) {
    this.files = truth.map(({ file }) => file);
    this.#truth = truth;
    this.#labels = labels;
  }

  add(picture: number, result: TaskResult | undefined): void {
    const truth = this.#truth[picture];
    if (truth === undefined) return;
    const hits = this.#hits.get(truth.classId) ?? { pictures: 0, first: 0, amongFive: 0 };
    this.#hits.set(truth.classId, hits);
    const place = result?.kind === 'classifications' ? result.classIds.indexOf(truth.classId) : -1;
    hits.pictures += 1;
    if (place === 0) hits.first += 1;
    if (place >= 0 && place < 5) hits.amongFive += 1;
  }

  report(): readonly MetricReport[] {
    const all = [...this.#hits.values()].reduce(
      (sum, { pictures, first, amongFive }) => ({
        pictures: sum.pictures + pictures,
        first: sum.first + first,
        amongFive: sum.amongFive + amongFive,
      }),
      { pictures: 0, first: 0, amongFive: 0 },
    );
    const classes = [...this.#hits.entries()]
      .sort(([a], [b]) => a - b)
      .map(([classId, hits]) => ({ label: labelOf(this.#labels, classId), figures: figuresOf(hits) }));
    return [{ metric: 'classes', figures: figuresOf(all), classes }];
  }
}

function figuresOf({ pictures, first, amongFive }: Hits): MetricReport['figures'] {
  if (pictures === 0) return { pictures, top1: null, top5: null };
  return { pictures, top1: first / pictures, top5: amongFive / pictures };
}
