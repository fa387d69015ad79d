import { AveragePrecision, type PrecisionOptions } from './average-precision.js';
import { labelledKeypoints } from './keypoint-similarity.js';
import type { FoundObject, Overlap, TrueObject } from './objects.js';

/** What is compared, and how. */
export interface ObjectPrecisionOptions extends PrecisionOptions {
  readonly overlap: Overlap;
  /** Whether people without a labelled keypoint are neither to be found nor missed. */
  readonly needsKeypoints?: boolean;
}

/** Average precision of objects, picture by picture. */
export class ObjectPrecision {
  readonly precision: AveragePrecision;
  readonly #options: ObjectPrecisionOptions;
  readonly #most: number;

  constructor(options: ObjectPrecisionOptions) {
    this.#options = options;
    this.#most = Math.max(...options.maxDetections);
    this.precision = new AveragePrecision(options);
  }

  /** @param picture - place of the picture in the truth */
  add(picture: number, found: readonly FoundObject[], truth: readonly TrueObject[]): void {
    const foundByClass = byClass(found);
    const truthByClass = byClass(truth);
    for (const classId of new Set([...foundByClass.keys(), ...truthByClass.keys()])) {
      this.#compare(classId, picture, foundByClass.get(classId) ?? [], truthByClass.get(classId) ?? []);
    }
  }

  #compare(
    classId: number,
    picture: number,
    found: readonly FoundObject[],
    truth: readonly TrueObject[],
  ): void {
    const { overlap, needsKeypoints = false } = this.#options;
    const best = [...found].sort((a, b) => b.score - a.score).slice(0, this.#most);
    const overlaps = new Float64Array(best.length * truth.length);
    for (const [i, one] of best.entries()) {
      for (const [j, other] of truth.entries()) overlaps[i * truth.length + j] = overlap(one, other);
    }
    this.precision.add(classId, picture, {
      scores: best.map(({ score }) => score),
      areas: best.map(({ area }) => area),
      truthAreas: truth.map(({ area }) => area),
      crowds: truth.map(({ crowd }) => crowd),
      ignored: truth.map((one) => one.crowd || (needsKeypoints && labelledKeypoints(one) === 0)),
      overlaps,
    });
  }
}

function byClass<T extends { readonly classId: number }>(objects: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const one of objects) {
    const group = groups.get(one.classId);
    if (group === undefined) groups.set(one.classId, [one]);
    else group.push(one);
  }
  return groups;
}
