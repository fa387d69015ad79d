import { assign } from '../../kernels/tracking/assignment.js';
import { affinities } from '../../kernels/tracking/affinity.js';
import type { NamedBox } from './goldens.js';

/** How well tracks follow what there is. */
export interface MotMetrics {
  /** K. Bernardin, R. Stiefelhagen, "Evaluating multiple object tracking performance", 2008. */
  readonly mota: number;
  /** E. Ristani et al., "Performance measures and a data set for multi-target, multi-camera tracking", 2016. */
  readonly idf1: number;
  readonly switches: number;
  readonly misses: number;
  readonly falsePositives: number;
}

/** Boxes that overlap less may not match. */
const leastOverlap = 0.5;
const never = 1e6;

interface Frame {
  readonly truth: readonly NamedBox[];
  readonly found: readonly NamedBox[];
  /** By truth, then by found. */
  readonly overlap: Float64Array;
}

/** The figures of a sequence; the figures of motmetrics 1.4 (see the goldens). */
export function motMetrics(
  truth: readonly (readonly NamedBox[])[],
  found: readonly (readonly NamedBox[])[],
): MotMetrics {
  const frames = truth.map((boxes, i): Frame => {
    const others = found[i] ?? [];
    const overlap = affinities.iou(
      boxes.map(([, ...box]) => box),
      others.map(([, ...box]) => box),
    );
    return { truth: boxes, found: others, overlap };
  });
  const truths = truth.flat().length;
  const clear = clearFigures(frames);
  const { misses, falsePositives, switches } = clear;
  return { ...clear, mota: 1 - (misses + falsePositives + switches) / truths, idf1: idf1(frames) };
}

/** Pairs of frame to frame: those of the frame before stay while they may, the rest by most overlap. */
function clearFigures(frames: readonly Frame[]): Pick<MotMetrics, 'switches' | 'misses' | 'falsePositives'> {
  const last = new Map<number, number>();
  let [switches, misses, falsePositives] = [0, 0, 0];
  for (const { truth, found, overlap } of frames) {
    const costs = overlap.map((value, at) => {
      if (value < leastOverlap) return never;
      const keeps = last.get(truth[Math.trunc(at / found.length)]![0]) === found[at % found.length]![0];
      return keeps ? -1000 - value : 1 - value;
    });
    const columnOf = assign(costs, truth.length, found.length);
    let matched = 0;
    columnOf.forEach((column, row) => {
      if (column < 0 || costs[row * found.length + column]! >= never) return;
      matched++;
      const [name] = truth[row]!;
      const [id] = found[column]!;
      if (last.has(name) && last.get(name) !== id) switches++;
      last.set(name, id);
    });
    misses += truth.length - matched;
    falsePositives += found.length - matched;
  }
  return { switches, misses, falsePositives };
}

/** The share of boxes under the right name, if each name in the truth is given one id for the whole sequence. */
function idf1(frames: readonly Frame[]): number {
  const names = [...new Set(frames.flatMap(({ truth }) => truth.map(([name]) => name)))];
  const ids = [...new Set(frames.flatMap(({ found }) => found.map(([id]) => id)))];
  const together = new Float64Array(names.length * ids.length);
  let [truths, founds] = [0, 0];
  for (const { truth, found, overlap } of frames) {
    truths += truth.length;
    founds += found.length;
    overlap.forEach((value, at) => {
      if (value < leastOverlap) return;
      const name = names.indexOf(truth[Math.trunc(at / found.length)]![0]);
      together[name * ids.length + ids.indexOf(found[at % found.length]![0])]! -= 1;
    });
  }
  const idOf = assign(together, names.length, ids.length);
  const right = names.reduce(
    (sum, _, i) => sum - (idOf[i]! < 0 ? 0 : together[i * ids.length + idOf[i]!]!),
    0,
  );
  return (2 * right) / (truths + founds);
}
