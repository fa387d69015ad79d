import { labelOf, type LabelsByTask, type Meta } from '@farsight/client';

/** A summary is read, not studied. */
const mostNamed = 12;

/** Counts what was found over all frames, by label. */
export class Found {
  readonly #counts = new Map<string, number>();

  add(meta: Meta, labels: LabelsByTask): void {
    for (const [task, result] of Object.entries(meta)) {
      // Of a classification only the best class counts: the others are what the frame is not.
      if (!('classIds' in result)) continue;
      const classIds = result.kind === 'classifications' ? result.classIds.subarray(0, 1) : result.classIds;
      for (const classId of classIds) {
        const label = labelOf(labels[task], classId);
        this.#counts.set(label, (this.#counts.get(label) ?? 0) + 1);
      }
    }
  }

  /** Label and count, most first. */
  counts(): readonly (readonly [label: string, count: number])[] {
    return [...this.#counts].sort(([a, m], [b, n]) => n - m || a.localeCompare(b));
  }

  /** `qr 320, marker 12`, or `nothing`; of many labels the most frequent ones. */
  toString(): string {
    const counts = this.counts();
    const named = counts.slice(0, mostNamed).map(([label, count]) => `${label} ${count}`);
    if (counts.length > mostNamed) named.push(`and ${counts.length - mostNamed} other labels`);
    return named.join(', ') || 'nothing';
  }
}
