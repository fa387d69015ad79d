import type { Box } from './motion.js';

/** How well boxes fit each other: `a.length * b.length` values row by row, more is better. */
export type Affinity = (a: readonly Box[], b: readonly Box[]) => Float64Array;

/** The measures by OC-SORT's names. All but `iou` are scaled to 0..1 as there. */
export const affinities = {
  iou: pairwise(iou),
  /** H. Rezatofighi et al., "Generalized intersection over union", 2019. */
  giou: pairwise((a, b) => {
    const hull =
      (Math.max(a[2], b[2]) - Math.min(a[0], b[0])) * (Math.max(a[3], b[3]) - Math.min(a[1], b[1]));
    const shared = intersection(a, b);
    const union = areaOf(a) + areaOf(b) - shared;
    return (iou(a, b) - (hull - union) / hull + 1) / 2;
  }),
  /** Z. Zheng et al., "Distance-IoU loss", 2020. */
  diou: pairwise((a, b) => (iou(a, b) - farness(a, b) + 1) / 2),
  /** As `diou`, with the aspect ratios; heights are one pixel more there, as in OC-SORT's code. */
  ciou: pairwise((a, b) => {
    const overlap = iou(a, b);
    const angle = Math.atan(widthOf(b) / (heightOf(b) + 1)) - Math.atan(widthOf(a) / (heightOf(a) + 1));
    const shape = (4 / Math.PI ** 2) * angle ** 2;
    const weight = shape === 0 ? 0 : shape / (1 - overlap + shape);
    return (overlap - farness(a, b) - weight * shape + 1) / 2;
  }),
  /** Nearness of centres, as a fraction of the farthest pair's distance. */
  ct_dist: (a: readonly Box[], b: readonly Box[]): Float64Array => {
    const distances = pairwise(centreDistance)(a, b);
    const farthest = distances.reduce((most, distance) => Math.max(most, distance), 0);
    return distances.map((distance) => (farthest === 0 ? 1 : 1 - distance / farthest));
  },
} satisfies Record<string, Affinity>;

/** Intersection over union, 0..1. */
export function iou(a: Box, b: Box): number {
  const shared = intersection(a, b);
  return shared === 0 ? 0 : shared / (areaOf(a) + areaOf(b) - shared);
}

/** Between the centres, pixels. */
export function centreDistance(a: Box, b: Box): number {
  // Math.hypot takes ten times as long.
  return Math.sqrt((a[0] + a[2] - b[0] - b[2]) ** 2 + (a[1] + a[3] - b[1] - b[3]) ** 2) / 2;
}

function pairwise(measure: (a: Box, b: Box) => number): Affinity {
  return (a, b) => {
    const values = new Float64Array(a.length * b.length);
    let at = 0;
    for (const one of a) for (const other of b) values[at++] = measure(one, other);
    return values;
  };
}

function intersection(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  return width > 0 && height > 0 ? width * height : 0;
}

/** Square of the centres' distance over that of the hull's diagonal. */
function farness(a: Box, b: Box): number {
  const width = Math.max(a[2], b[2]) - Math.min(a[0], b[0]);
  const height = Math.max(a[3], b[3]) - Math.min(a[1], b[1]);
  return centreDistance(a, b) ** 2 / (width ** 2 + height ** 2);
}

function widthOf(box: Box): number {
  return box[2] - box[0];
}

function heightOf(box: Box): number {
  return box[3] - box[1];
}

function areaOf(box: Box): number {
  return widthOf(box) * heightOf(box);
}
