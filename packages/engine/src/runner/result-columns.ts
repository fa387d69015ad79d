import type { DepthMap, SemanticMap, TaskResult } from '@farsight/protocol';

/** Results that are a list of things, a column per property. */
export type ListResult = Exclude<TaskResult, SemanticMap | DepthMap>;

type Column = Float32Array | Int32Array | readonly unknown[];

/** Whether a result is a list of things rather than a map of the frame. */
export function isList(result: TaskResult): result is ListResult {
  return result.kind !== 'semantic' && result.kind !== 'depth';
}

/** The things of these indexes, with all their columns. */
export function takeRows<T extends ListResult>(result: T, indexes: readonly number[]): T {
  const taken = eachColumn(result, (column) => {
    const values = column.length / Math.max(1, result.count);
    if (!isTyped(column)) return indexes.map((index) => column[index]);
    const rows = emptyColumn(column, indexes.length * values);
    indexes.forEach((index, i) =>
      rows.set(column.subarray(index * values, (index + 1) * values), i * values),
    );
    return rows;
  });
  const { regions } = result;
  return {
    ...taken,
    count: indexes.length,
    ...(regions && {
      regions: { ...regions, parents: Int32Array.from(indexes, (index) => regions.parents[index] ?? -1) },
    }),
  };
}

/**
 * Things found in the boxes `parents` of the task `of`, one result per box, as one result. `empty` is what there is if no
 * box was looked at.
 */
export function joinRegions<T extends ListResult>(
  results: readonly T[],
  parents: readonly number[],
  of: string,
  empty: T,
): T {
  const joined = eachColumn(empty, (_column, name) => joinColumns(empty, results, name));
  const owners = results.flatMap(({ count }, i) => Array<number>(count).fill(parents[i] ?? -1));
  return { ...joined, count: owners.length, regions: { of, parents: Int32Array.from(owners) } };
}

function joinColumns<T extends ListResult>(empty: T, results: readonly T[], name: keyof T): Column {
  const columns = results.map((result) => result[name] as Column);
  const model = empty[name] as Column;
  if (!isTyped(model)) return columns.flatMap((column) => [...(column as readonly unknown[])]);
  const length = columns.reduce((sum, column) => sum + column.length, 0);
  const joined = emptyColumn(model, length);
  let at = 0;
  for (const column of columns) {
    joined.set(column as Float32Array, at);
    at += column.length;
  }
  return joined;
}

function eachColumn<T extends ListResult>(result: T, change: (column: Column, name: keyof T) => Column): T {
  const changed = Object.entries(result).map(([name, value]: [string, unknown]) =>
    isColumn(value) ? [name, change(value, name as keyof T)] : [name, value],
  );
  return Object.fromEntries(changed) as T;
}

function isColumn(value: unknown): value is Column {
  return Array.isArray(value) || isTyped(value);
}

function isTyped(value: unknown): value is Float32Array | Int32Array {
  return value instanceof Float32Array || value instanceof Int32Array;
}

function emptyColumn(like: Float32Array | Int32Array, length: number): Float32Array | Int32Array {
  return like instanceof Float32Array ? new Float32Array(length) : new Int32Array(length);
}
