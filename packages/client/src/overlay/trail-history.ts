import type { Meta } from '@farsight/protocol';

/** Where tracks were. */
export interface Trails {
  /** Centres of a track's boxes in the latest frames, oldest first: x, y by turns; empty for a track that is not known. */
  pointsOf(task: string, trackId: number): readonly number[];
}

interface Trail {
  readonly points: number[];
  /** Number of the frame that had it last. */
  seen: number;
}

/**
 * Remembers the ways of the tracks of one stream, for `OverlayStyle.trails`. Tell it of every frame, then draw.
 *
 * A track that has not been seen for as many frames as trails are long is forgotten: memory does not grow.
 */
export class TrailHistory implements Trails {
  readonly #length: number;
  readonly #trails = new Map<string, Trail>();
  #frame = 0;

  /** @param length - most points of a trail. Default: 30 */
  constructor(length = 30) {
    this.#length = length;
  }

  /** Notes the boxes of one frame. */
  add(meta: Meta): void {
    this.#frame += 1;
    for (const [task, result] of Object.entries(meta)) {
      if (!('trackIds' in result)) continue;
      result.trackIds.forEach((trackId, i) => {
        const [x1 = NaN, y1 = NaN, x2 = NaN, y2 = NaN] = result.boxes.subarray(4 * i, 4 * i + 4);
        this.#note(`${trackId}/${task}`, (x1 + x2) / 2, (y1 + y2) / 2);
      });
    }
    for (const [key, { seen }] of this.#trails) {
      if (this.#frame - seen > this.#length) this.#trails.delete(key);
    }
  }

  pointsOf(task: string, trackId: number): readonly number[] {
    return this.#trails.get(`${trackId}/${task}`)?.points ?? [];
  }

  #note(key: string, x: number, y: number): void {
    if (!Number.isFinite(x + y)) return;
    const trail = this.#trails.get(key) ?? { points: [], seen: 0 };
    trail.seen = this.#frame;
    trail.points.push(x, y);
    if (trail.points.length > 2 * this.#length) trail.points.splice(0, 2);
    this.#trails.set(key, trail);
  }
}
