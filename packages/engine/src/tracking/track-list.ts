import { trackLimit } from './tracker.js';

/** The tracks of one stream, oldest first, and their ids. */
export class TrackList<T extends { readonly id: number }> {
  readonly #maxId: number;
  readonly #used = new Set<number>();
  #tracks: readonly T[] = [];
  #lastId = 0;

  /** @param maxId - After it ids begin at 1 again, without those in use; 0: they never do. */
  constructor(maxId: number) {
    this.#maxId = maxId;
  }

  get all(): readonly T[] {
    return this.#tracks;
  }

  /** Begins a track, unless there are as many as there may be. */
  start(make: (id: number) => T): void {
    if (this.#used.size >= Math.min(trackLimit, this.#maxId || Infinity)) return;
    do this.#lastId = this.#maxId === 0 ? this.#lastId + 1 : (this.#lastId % this.#maxId) + 1;
    while (this.#used.has(this.#lastId));
    this.#used.add(this.#lastId);
    this.#tracks = [...this.#tracks, make(this.#lastId)];
  }

  /** Ends tracks; their ids. */
  endWhere(isOver: (track: T) => boolean): readonly number[] {
    const ended = this.#tracks.filter(isOver);
    if (ended.length === 0) return [];
    this.#tracks = this.#tracks.filter((track) => !ended.includes(track));
    for (const { id } of ended) this.#used.delete(id);
    return ended.map(({ id }) => id);
  }
}
