import { polygonMask } from '../metrics/mask-polygon.js';
import { uniteMasks, type MaskRuns } from '../metrics/mask-runs.js';
import { readMaskText } from '../metrics/mask-text.js';
import { fieldsOf, numbersAt } from './coco-fields.js';
import { invalidTruth } from './invalid-truth.js';
import type { PictureSize } from './object-truth.js';

/** Draws a mask on a picture of a size. */
export type DrawMask = (size: PictureSize) => MaskRuns;

/** Corners that make a polygon, as numbers. */
const leastNumbers = 6;

/**
 * Reads `segmentation`: polygons, or run lengths, as numbers or compressed to text.
 *
 * @returns undefined where there is none
 */
export function readMask(where: string, value: unknown): DrawMask | undefined {
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? readPolygons(where, value) : readRuns(where, fieldsOf(where, value));
}

function readPolygons(where: string, value: readonly unknown[]): DrawMask | undefined {
  const polygons = value.map((polygon, i) => {
    const corners = numbersAt(`${where}[${i}]`, polygon);
    if (corners.length >= leastNumbers && corners.length % 2 === 0) return corners;
    throw invalidTruth(`${where}[${i}]`, 'x and y of at least three corners', polygon);
  });
  if (polygons.length === 0) return undefined;
  return ({ width, height }) =>
    uniteMasks(
      polygons.map((corners) => polygonMask(corners, width, height)),
      width * height,
    );
}

function readRuns(where: string, { size, counts }: Readonly<Record<string, unknown>>): DrawMask {
  const [rows = 0, columns = 0] = numbersAt(`${where}.size`, size);
  const runs = typeof counts === 'string' ? readMaskText(counts) : runsOf(`${where}.counts`, counts);
  const pixels = runs.reduce((sum, run) => sum + run, 0);
  if (pixels !== rows * columns) {
    throw invalidTruth(`${where}.counts`, `runs of ${rows * columns} pixels`, pixels);
  }
  return ({ width, height }) => {
    if (width === columns && height === rows) return runs;
    throw invalidTruth(
      `${where}.size`,
      `[${height}, ${width}], the size of the picture,`,
      JSON.stringify(size),
    );
  };
}

function runsOf(where: string, counts: unknown): MaskRuns {
  const runs = numbersAt(where, counts);
  if (runs.every((run) => Number.isInteger(run) && run >= 0 && run < 2 ** 32)) return Uint32Array.from(runs);
  throw invalidTruth(where, 'run lengths', counts);
}
