import { bestClasses, labelOf, type LabelsByTask } from '@farsight/client/overlay';
import type { Meta, SemanticMap, TaskResult } from '@farsight/protocol';

/** How often a class or a text was found; of class maps, how much of the frame. */
export interface ClassCount {
  readonly task: string;
  /** What its colour follows from. */
  readonly classId: number;
  readonly name: string;
  /** `%` of the frame rather than a number of things. */
  readonly unit: '' | '%';
  /** In the newest frame. */
  readonly now: number;
  /** In the frame that had most of it, since the stream was opened. */
  readonly most: number;
}

/** A panel is read, not studied: of more, those are forgotten that were not seen for longest. */
const mostKept = 200;

/** Counts what was found in the frames of one stream. */
export class Tally {
  readonly #labels: LabelsByTask;
  readonly #counts = new Map<string, ClassCount>();

  constructor(labels: LabelsByTask) {
    this.#labels = labels;
  }

  add(meta: Meta): void {
    for (const [key, count] of this.#counts) this.#counts.set(key, { ...count, now: 0 });
    for (const [task, result] of Object.entries(meta)) this.#addResult(task, result);
    for (const [key, { now }] of this.#counts) {
      if (this.#counts.size > mostKept && now === 0) this.#counts.delete(key);
    }
  }

  #addResult(task: string, result: TaskResult): void {
    if (result.kind === 'semantic') this.#addMap(task, result);
    else if (result.kind === 'text') {
      for (const text of result.texts) if (text !== '') this.#count({ task, classId: 0, name: text });
    } else if ('classIds' in result) {
      const classIds = result.kind === 'classifications' ? bestClasses(result) : result.classIds;
      for (const classId of classIds) this.#count({ task, classId, name: this.#name(task, classId) });
    }
  }

  #addMap(task: string, { width, height, classIds, lengths }: SemanticMap): void {
    classIds.forEach((classId, i) => {
      const share = (100 * (lengths[i] ?? 0)) / (width * height);
      if (classId >= 0) this.#count({ task, classId, name: this.#name(task, classId) }, share, '%');
    });
  }

  #name(task: string, classId: number): string {
    return labelOf(this.#labels[task], classId);
  }

  #count(
    found: Pick<ClassCount, 'task' | 'classId' | 'name'>,
    amount = 1,
    unit: ClassCount['unit'] = '',
  ): void {
    const key = `${found.task}/${found.classId}/${found.name}`;
    const { now = 0, most = 0 } = this.#counts.get(key) ?? {};
    // What was seen last stands last.
    this.#counts.delete(key);
    this.#counts.set(key, { ...found, unit, now: now + amount, most: Math.max(most, now + amount) });
  }

  /** Everything found so far, by name. */
  classes(): readonly ClassCount[] {
    return [...this.#counts.values()].sort((a, b) => a.name.localeCompare(b.name));
  }

  /** `2 qr, 1 marker, 34 % road`: what is in the newest frame. */
  summary(): string {
    const found = this.classes().filter(({ now }) => now > 0);
    return (
      found.map(({ name, now, unit }) => `${amountText(now, unit)} ${name}`).join(', ') || 'nothing found'
    );
  }
}

/** `2`, `34 %`. */
export function amountText(amount: number, unit: ClassCount['unit']): string {
  return unit === '' ? String(amount) : `${amount.toFixed(amount > 0 && amount < 10 ? 1 : 0)} ${unit}`;
}
