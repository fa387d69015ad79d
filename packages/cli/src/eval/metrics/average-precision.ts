import { matchObjects, type ComparedObjects } from './match-objects.js';

/** Objects of some sizes only; area in square pixels, both ends within. */
export interface AreaRange {
  readonly name: 'all' | 'small' | 'medium' | 'large';
  readonly least: number;
  readonly most: number;
}

/** COCO's sizes. */
export const areaRanges: readonly AreaRange[] = [
  { name: 'all', least: 0, most: 1e10 },
  { name: 'small', least: 0, most: 32 ** 2 },
  { name: 'medium', least: 32 ** 2, most: 96 ** 2 },
  { name: 'large', least: 96 ** 2, most: 1e10 },
];

/** What is averaged over. */
export interface PrecisionOptions {
  readonly areas: readonly AreaRange[];
  /** Best detections of a class and picture that count, growing; precision is told for the last. */
  readonly maxDetections: readonly number[];
}

/** COCO's 0.5, 0.55 … 0.95, computed as numpy's `linspace` does. */
export const overlapThresholds: readonly number[] = Array.from({ length: 10 }, (_, i) =>
  i === 9 ? 0.95 : 0.5 + (i * (0.95 - 0.5)) / 9,
);

/** Precision and recall of one class, one area range and one number of detections. */
export interface ClassFigures {
  readonly classId: number;
  readonly area: AreaRange['name'];
  readonly maxDetections: number;
  /** Objects of the truth that count: not crowds, within the range. */
  readonly truths: number;
  /** Mean precision over 101 recalls, per {@link overlapThresholds}. */
  readonly precision: readonly number[];
  /** Recall of all detections, per {@link overlapThresholds}. */
  readonly recall: readonly number[];
}

/** Detections of one class and area range over all pictures, columnar. */
interface Found {
  truths: number;
  readonly scores: number[];
  /** Which picture, then which place within it: ties are broken as if all were sorted stably in this order. */
  readonly pictures: number[];
  readonly ranks: number[];
  /** Bit `t`: matched an object, or is not to count, at threshold `t`. */
  readonly matched: number[];
  readonly ignored: number[];
}

/**
 * Average precision and recall as COCO's evaluation code computes them (pycocotools, `COCOeval`): greedy matching by
 * falling score at ten overlaps, crowds and objects of other sizes neither right nor wrong, precision made monotone and
 * read at 101 recalls. What overlap is (boxes, masks, keypoints) is decided by whoever compares. Keeps a few numbers per
 * detection.
 */
export class AveragePrecision {
  readonly #options: PrecisionOptions;
  readonly #found = new Map<number, Found[]>();

  constructor(options: PrecisionOptions) {
    this.#options = options;
  }

  /**
   * Adds what was compared of one class on one picture.
   *
   * @param picture - place of the picture in the truth: ties between pictures are broken by it
   */
  add(classId: number, picture: number, compared: ComparedObjects): void {
    const perArea = this.#of(classId);
    for (const [i, area] of this.#options.areas.entries()) {
      const found = perArea[i];
      if (found !== undefined) append(found, picture, compared, area);
    }
  }

  /** One entry per class with objects, area range and number of detections. */
  figures(): readonly ClassFigures[] {
    return [...this.#found.entries()]
      .sort(([a], [b]) => a - b)
      .flatMap(([classId, perArea]) => perArea.flatMap((found, i) => this.#figuresOf(classId, found, i)));
  }

  #figuresOf(classId: number, found: Found, areaIndex: number): ClassFigures[] {
    const area = this.#options.areas[areaIndex];
    if (found.truths === 0 || area === undefined) return [];
    const order = byFallingScore(found);
    return this.#options.maxDetections.map((most) => {
      const counted = order.filter((i) => (found.ranks[i] ?? 0) < most);
      const curves = overlapThresholds.map((_, bit) => curve(found, counted, bit));
      return {
        classId,
        area: area.name,
        maxDetections: most,
        truths: found.truths,
        precision: curves.map(({ precision }) => precision),
        recall: curves.map(({ recall }) => recall),
      };
    });
  }

  #of(classId: number): Found[] {
    let found = this.#found.get(classId);
    if (found === undefined) {
      found = this.#options.areas.map(() => ({
        truths: 0,
        scores: [],
        pictures: [],
        ranks: [],
        matched: [],
        ignored: [],
      }));
      this.#found.set(classId, found);
    }
    return found;
  }
}

function append(found: Found, picture: number, compared: ComparedObjects, area: AreaRange): void {
  const { truths, matched, ignored } = matchObjects(compared, area, overlapThresholds);
  found.truths += truths;
  for (let i = 0; i < matched.length; i += 1) {
    found.scores.push(compared.scores[i] ?? 0);
    found.pictures.push(picture);
    found.ranks.push(i);
    found.matched.push(matched[i] ?? 0);
    found.ignored.push(ignored[i] ?? 0);
  }
}

function byFallingScore({ scores, pictures, ranks }: Found): number[] {
  const at = (values: readonly number[], i: number): number => values[i] ?? 0;
  return scores
    .map((_, i) => i)
    .sort(
      (a, b) =>
        at(scores, b) - at(scores, a) || at(pictures, a) - at(pictures, b) || at(ranks, a) - at(ranks, b),
    );
}

const recallPoints = 101;
/** numpy's `spacing(1)`, added as pycocotools does. */
const epsilon = Number.EPSILON;

function curve(
  found: Found,
  order: readonly number[],
  bit: number,
): { readonly precision: number; readonly recall: number } {
  const recalls: number[] = [];
  const precisions: number[] = [];
  let right = 0;
  let wrong = 0;
  for (const i of order) {
    const ignored = ((found.ignored[i] ?? 0) >> bit) & 1;
    const matched = ((found.matched[i] ?? 0) >> bit) & 1;
    if (ignored === 0) {
      right += matched;
      wrong += 1 - matched;
    }
    recalls.push(right / found.truths);
    precisions.push(right / (right + wrong + epsilon));
  }
  return { precision: meanPrecision(recalls, precisions), recall: recalls.at(-1) ?? 0 };
}

/** Mean of the best precision at or beyond each of 101 recalls; 0 beyond the last one reached. */
function meanPrecision(recalls: readonly number[], precisions: number[]): number {
  for (let i = precisions.length - 1; i > 0; i -= 1) {
    precisions[i - 1] = Math.max(precisions[i - 1] ?? 0, precisions[i] ?? 0);
  }
  let sum = 0;
  let i = 0;
  for (let point = 0; point < recallPoints; point += 1) {
    // As numpy's linspace: 0.29 is 29 * 0.01, which is a little more than 29 / 100.
    const wanted = point === recallPoints - 1 ? 1 : point * 0.01;
    while (i < recalls.length && (recalls[i] ?? 0) < wanted) i += 1;
    if (i === recalls.length) break;
    sum += precisions[i] ?? 0;
  }
  return sum / recallPoints;
}
