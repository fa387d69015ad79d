import { labelOf, type LabelsByTask } from '@farsight/client/overlay';
import type { Meta } from '@farsight/protocol';

/** How often a class was found. */
export interface ClassCount {
  readonly task: string;
  readonly classId: number;
  readonly name: string;
  /** In the newest frame. */
  readonly now: number;
  /** In the frame that had most of it, since the stream was opened. */
  readonly most: number;
}

/** Counts, per class, what was found in the frames of one stream. */
export class Tally {
  readonly #labels: LabelsByTask;
  readonly #counts = new Map<string, ClassCount>();

  constructor(labels: LabelsByTask) {
    this.#labels = labels;
  }

  add(meta: Meta): void {
    for (const [key, count] of this.#counts) this.#counts.set(key, { ...count, now: 0 });
    for (const [task, result] of Object.entries(meta)) {
      if (!('classIds' in result)) continue;
      for (const classId of result.classIds) this.#count(task, classId);
    }
  }

  #count(task: string, classId: number): void {
    const key = `${task}/${classId}`;
    const name = labelOf(this.#labels[task], classId);
    const { now = 0, most = 0 } = this.#counts.get(key) ?? {};
    this.#counts.set(key, { task, classId, name, now: now + 1, most: Math.max(most, now + 1) });
  }

  /** Every class found so far, by name. */
  classes(): readonly ClassCount[] {
    return [...this.#counts.values()].sort((a, b) => a.name.localeCompare(b.name));
  }

  /** `2 qr, 1 marker`: what is in the newest frame. */
  summary(): string {
    const found = this.classes().filter(({ now }) => now > 0);
    return found.map(({ name, now }) => `${now} ${name}`).join(', ') || 'nothing found';
  }
}
