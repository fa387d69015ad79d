import { assign } from './assignment.js';

/** Which rows and columns belong together. All lists rise by row, or column. */
export interface Matches {
  readonly pairs: readonly (readonly [row: number, column: number])[];
  readonly freeRows: readonly number[];
  readonly freeColumns: readonly number[];
}

/** The same, with the things themselves instead of their numbers. */
export function paired<R, C>(
  { pairs, freeRows, freeColumns }: Matches,
  rows: readonly R[],
  columns: readonly C[],
): { pairs: (readonly [R, C])[]; freeRows: R[]; freeColumns: C[] } {
  return {
    pairs: pairs.map(([row, column]) => [rows[row]!, columns[column]!]),
    freeRows: freeRows.map((row) => rows[row]!),
    freeColumns: freeColumns.map((column) => columns[column]!),
  };
}

/**
 * SORT's way: where every row fits at most one column by more than `threshold` and the other way round, these; otherwise
 * the pairs with most affinity (and bonus) in all, of which those of less than `threshold` are parted again.
 *
 * @param affinity - Row by row, `rows * columns`.
 * @param bonusOf - As long; counts for the choice, not for the threshold. Asked for only where there is a choice.
 */
export function matchAbove(
  affinity: Float64Array,
  rows: number,
  columns: number,
  threshold: number,
  bonusOf?: () => Float64Array,
): Matches {
  const columnOf =
    unambiguous(affinity, rows, columns, threshold) ?? assign(costsOf(affinity, bonusOf?.()), rows, columns);
  for (let row = 0; row < rows; row++) {
    const column = columnOf[row]!;
    if (column >= 0 && affinity[row * columns + column]! < threshold) columnOf[row] = -1;
  }
  return matchesOf(columnOf, columns);
}

/** ByteTrack's way: the cheapest pairs, where staying alone costs `limit` a pair. */
export function matchBelow(costs: Float64Array, rows: number, columns: number, limit: number): Matches {
  const columnOf = assign(
    costs.map((cost) => Math.min(cost - limit, 0)),
    rows,
    columns,
  );
  for (let row = 0; row < rows; row++) {
    const column = columnOf[row]!;
    if (column >= 0 && costs[row * columns + column]! >= limit) columnOf[row] = -1;
  }
  return matchesOf(columnOf, columns);
}

function costsOf(affinity: Float64Array, bonus?: Float64Array): Float64Array {
  return affinity.map((value, i) => -value - (bonus?.[i] ?? 0));
}

/** The columns of the rows if there is nothing to choose; undefined if there is, or if nothing fits. */
function unambiguous(
  affinity: Float64Array,
  rows: number,
  columns: number,
  threshold: number,
): Int32Array | undefined {
  const columnOf = new Int32Array(rows).fill(-1);
  const taken = new Uint8Array(columns);
  let found = false;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (!(affinity[row * columns + column]! > threshold)) continue;
      if (columnOf[row]! >= 0 || taken[column] === 1) return undefined;
      columnOf[row] = column;
      taken[column] = 1;
      found = true;
    }
  }
  return found ? columnOf : undefined;
}

function matchesOf(columnOf: Int32Array, columns: number): Matches {
  const pairs: [number, number][] = [];
  const freeRows: number[] = [];
  const taken = new Uint8Array(columns);
  columnOf.forEach((column, row) => {
    if (column < 0) freeRows.push(row);
    else {
      pairs.push([row, column]);
      taken[column] = 1;
    }
  });
  const freeColumns = Array.from(taken.keys()).filter((column) => taken[column] === 0);
  return { pairs, freeRows, freeColumns };
}
