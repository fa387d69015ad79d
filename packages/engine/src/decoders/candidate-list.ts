import type { Candidates } from '../kernels/nms.js';
import { rankByScore } from '../kernels/rank.js';

const initialCapacity = 1024;
/** More candidates than this are never held: 29 MB. */
const mostCandidates = 2 ** 20;

/**
 * Boxes collected from one frame, in buffers that the next frame uses again. Of the boxes added, at least the `needed`
 * best are there in the end: when many more have come, the others are dropped, which loses nothing as no more enter
 * suppression.
 */
export class CandidateList implements Candidates {
  boxes = new Float32Array(4 * initialCapacity);
  scores = new Float32Array(initialCapacity);
  classIds = new Int32Array(initialCapacity);
  /** Where in the output each box was, for whatever else is there: keypoints, mask coefficients, an angle. */
  rows = new Int32Array(initialCapacity);
  #count = 0;
  readonly #needed: number;
  readonly #capacity: number;

  constructor(needed: number) {
    this.#needed = Math.min(needed, mostCandidates / 2);
    this.#capacity = Math.max(2 * this.#needed, initialCapacity);
  }

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Adds a box unless any of its numbers is infinite or none at all. */
  add(x1: number, y1: number, x2: number, y2: number, score: number, classId: number, row: number): void {
    if (!Number.isFinite(x1 + y1 + x2 + y2 + score)) return;
    if (this.#count === this.scores.length) this.#makeRoom();
    const i = this.#count++;
    this.boxes[4 * i] = x1;
    this.boxes[4 * i + 1] = y1;
    this.boxes[4 * i + 2] = x2;
    this.boxes[4 * i + 3] = y2;
    this.scores[i] = score;
    this.classIds[i] = classId;
    this.rows[i] = row;
  }

  #makeRoom(): void {
    if (this.scores.length < this.#capacity) this.#resize(Math.min(2 * this.scores.length, this.#capacity));
    else this.#keepBest();
  }

  #resize(capacity: number): void {
    const { boxes, scores, classIds, rows } = this;
    this.boxes = new Float32Array(4 * capacity);
    this.scores = new Float32Array(capacity);
    this.classIds = new Int32Array(capacity);
    this.rows = new Int32Array(capacity);
    this.boxes.set(boxes);
    this.scores.set(scores);
    this.classIds.set(classIds);
    this.rows.set(rows);
  }

  /** Ranks are stable, and whatever comes later ranks behind its equals: dropping now or at the end is the same. */
  #keepBest(): void {
    const ranked = rankByScore(this.scores, this.#count, this.#needed);
    const boxes = this.boxes.slice();
    const scores = this.scores.slice();
    const classIds = this.classIds.slice();
    const rows = this.rows.slice();
    ranked.forEach((from, to) => {
      this.boxes.set(boxes.subarray(4 * from, 4 * from + 4), 4 * to);
      this.scores[to] = scores[from]!;
      this.classIds[to] = classIds[from]!;
      this.rows[to] = rows[from]!;
    });
    this.#count = ranked.length;
  }
}
