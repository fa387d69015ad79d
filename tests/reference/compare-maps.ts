import type { SemanticMap } from '@farsight/protocol';
import type { ExpectedMap, ExpectedRuns, MapTolerance } from './expected-tasks.js';

/**
 * Compares a map as the reference's rules say: equal classes in at least the tolerated part of the pixels, of the picture where
 * the reference has them and of every fourth column and row of the network's own map, and every class's share within the
 * tolerance. Returns what lies outside, a sentence each.
 */
export function compareMap(found: SemanticMap, expected: ExpectedMap, tolerance: MapTolerance): string[] {
  const classes = classesOf(found.classIds, found.lengths);
  const pixels = found.width * found.height;
  if (classes.length !== pixels) return [`the runs cover ${classes.length} of ${pixels} pixels`];
  return [
    ...compareSource(found, classes, expected, tolerance),
    ...compareQuarter(found, classes, expected, tolerance),
    ...compareShares(classes, expected, tolerance),
  ];
}

function compareSource(
  { width, height }: SemanticMap,
  classes: Int32Array,
  { source }: ExpectedMap,
  tolerance: MapTolerance,
): string[] {
  if (source === undefined) return [];
  if (height !== source.size[0] || width !== source.size[1]) {
    return [`the map has ${width}x${height} pixels, not ${source.size[1]}x${source.size[0]}`];
  }
  const agreement = equalPart(classes, expectedClasses(source));
  return agreement < tolerance.agreement ? [`only ${agreement.toFixed(4)} of the pixels agree`] : [];
}

/** A pixel that shows each of those columns and rows is looked at: the picture must not be smaller than the network's map. */
function compareQuarter(
  { width, height }: SemanticMap,
  classes: Int32Array,
  { quarter, size: [rows, columns] }: ExpectedMap,
  tolerance: MapTolerance,
): string[] {
  const [quarterRows, quarterColumns] = quarter.size;
  const shown = Int32Array.from({ length: quarterRows * quarterColumns }, (_, i) => {
    const x = Math.ceil((4 * (i % quarterColumns) * width) / columns);
    const y = Math.ceil((4 * Math.floor(i / quarterColumns) * height) / rows);
    return classes[y * width + x]!;
  });
  const agreement = equalPart(shown, expectedClasses(quarter));
  return agreement < tolerance.agreement ? [`only ${agreement.toFixed(4)} of the network's map agrees`] : [];
}

function compareShares(classes: Int32Array, { share }: ExpectedMap, tolerance: MapTolerance): string[] {
  const pixels = new Map<number, number>();
  for (const id of classes) pixels.set(id, (pixels.get(id) ?? 0) + 1);
  const ids = new Set([...Object.keys(share).map(Number), ...pixels.keys()]);
  return [...ids].flatMap((id) => {
    const difference = Math.abs((pixels.get(id) ?? 0) / classes.length - (share[id] ?? 0));
    return difference > tolerance.share ? [`class ${id} has a share ${difference.toFixed(4)} off`] : [];
  });
}

/** Class of every pixel of the reference's runs. */
export function expectedClasses({ runs }: ExpectedRuns): Int32Array {
  const classIds = runs.filter((_, i) => i % 2 === 0);
  return classesOf(
    classIds,
    runs.filter((_, i) => i % 2 === 1),
  );
}

function classesOf(classIds: ArrayLike<number>, lengths: ArrayLike<number>): Int32Array {
  const total = Array.from(lengths).reduce((sum, length) => sum + length, 0);
  const classes = new Int32Array(total);
  let at = 0;
  for (let i = 0; i < lengths.length; i++) {
    classes.fill(classIds[i]!, at, at + lengths[i]!);
    at += lengths[i]!;
  }
  return classes;
}

function equalPart(a: Int32Array, b: Int32Array): number {
  return a.reduce((sum, value, i) => sum + Number(value === b[i]), 0) / a.length;
}
