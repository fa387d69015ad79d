import {
  bestClasses,
  labelOf,
  type LabelsByTask,
  type Meta,
  type SemanticMap,
  type TaskResult,
} from '@farsight/client';

/** A summary is read, not studied. */
const mostNamed = 12;
/** Tracks remembered, so that an endless run stays small; those of long ago do not come back. */
const mostTracks = 100_000;

/**
 * Counts what was found over all frames, by name: boxes and best classes by label, tracks once each, texts by what they say,
 * maps of distances and vectors by task. Of class maps it knows what share of the frames each class has.
 */
export class Found {
  readonly #counts = new Map<string, number>();
  readonly #tracks = new Set<string>();
  /** Shares of the class maps so far, added up. */
  readonly #shares = new Map<string, number>();
  #maps = 0;

  add(meta: Meta, labels: LabelsByTask): void {
    for (const [task, result] of Object.entries(meta)) this.#addResult(task, result, labels[task]);
  }

  #addResult(task: string, result: TaskResult, labels: readonly string[] | undefined): void {
    switch (result.kind) {
      case 'semantic':
        this.#addMap(result, labels);
        return;
      case 'text':
        for (const text of result.texts) if (text !== '') this.#count(text);
        return;
      case 'depth':
        this.#count(task);
        return;
      case 'embeddings':
        if (result.count > 0) this.#count(task, result.count);
        return;
      case 'classifications':
        for (const classId of bestClasses(result)) this.#count(labelOf(labels, classId));
        return;
      default: {
        const trackIds = 'trackIds' in result ? result.trackIds : undefined;
        result.classIds.forEach((classId, i) => {
          if (trackIds === undefined || this.#isNew(`${task}/${trackIds[i]}`))
            this.#count(labelOf(labels, classId));
        });
      }
    }
  }

  #isNew(track: string): boolean {
    if (this.#tracks.has(track)) return false;
    this.#tracks.add(track);
    for (const oldest of this.#tracks) if (this.#tracks.size > mostTracks) this.#tracks.delete(oldest);
    return true;
  }

  #addMap({ width, height, classIds, lengths }: SemanticMap, labels: readonly string[] | undefined): void {
    this.#maps += 1;
    classIds.forEach((classId, i) => {
      if (classId < 0) return;
      const label = labelOf(labels, classId);
      const share = (lengths[i] ?? 0) / (width * height);
      this.#shares.set(label, (this.#shares.get(label) ?? 0) + share);
    });
  }

  #count(name: string, times = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + times);
  }

  /** Name and count, most first. */
  counts(): readonly (readonly [name: string, count: number])[] {
    return mostFirst(this.#counts);
  }

  /** Class and its mean share of the frames, 0..1, most first. */
  shares(): readonly (readonly [label: string, share: number])[] {
    return mostFirst(this.#shares).map(([label, sum]) => [label, sum / this.#maps]);
  }

  /** `qr 320, marker 12, road 34 %`, or `nothing`; of many names the most frequent ones. */
  toString(): string {
    const counts = this.counts().map(([name, count]) => `${name} ${count}`);
    const shares = this.shares().map(
      ([label, share]) => `${label} ${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`,
    );
    const all = [...counts, ...shares];
    const named = all.slice(0, mostNamed);
    if (all.length > mostNamed) named.push(`and ${all.length - mostNamed} other labels`);
    return named.join(', ') || 'nothing';
  }
}

function mostFirst(counts: ReadonlyMap<string, number>): [name: string, count: number][] {
  return [...counts].sort(([a, m], [b, n]) => n - m || a.localeCompare(b));
}
