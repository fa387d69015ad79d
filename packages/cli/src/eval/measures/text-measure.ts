import type { TaskResult } from '@farsight/client';
import type { LabelledFile } from '../truth/labelled-files.js';
import type { Measure, MetricReport } from './measure.js';

/** Measures how many texts are read without a mistake, and how many characters are wrong, missing or too many. */
export class TextMeasure implements Measure {
  readonly files: readonly string[];
  readonly #truth: readonly LabelledFile[];
  #texts = 0;
  #exact = 0;
  #characters = 0;
  #mistakes = 0;

  constructor(truth: readonly LabelledFile[]) {
    this.files = truth.map(({ file }) => file);
    this.#truth = truth;
  }

  add(picture: number, result: TaskResult | undefined): void {
    const truth = this.#truth[picture];
    if (truth === undefined) return;
    const characters = Array.from(truth.label);
    const mistakes = editDistance(Array.from(textOf(result)), characters);
    this.#texts += 1;
    this.#exact += mistakes === 0 ? 1 : 0;
    this.#characters += characters.length;
    this.#mistakes += mistakes;
  }

  report(): readonly MetricReport[] {
    const [exact, characterErrors] =
      this.#texts === 0 ? [null, null] : [this.#exact / this.#texts, this.#mistakes / this.#characters];
    return [{ metric: 'text', figures: { texts: this.#texts, exact, characterErrors }, classes: [] }];
  }
}

/** Of a cascade's many texts the surest. */
function textOf(result: TaskResult | undefined): string {
  if (result?.kind !== 'text') return '';
  const best = result.scores.reduce((at, score, i) => (score > (result.scores[at] ?? 0) ? i : at), 0);
  return result.texts[best] ?? '';
}

/** Fewest characters to change, add or leave out (Levenshtein). */
export function editDistance(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, character] of a.entries()) {
    const next = [i + 1];
    for (const [j, other] of b.entries()) {
      const change = (row[j] ?? 0) + (character === other ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
