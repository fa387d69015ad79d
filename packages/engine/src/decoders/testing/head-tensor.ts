import type { Tensor } from '../../backends/runtime.js';

/** A float32 tensor that tests write to. */
export type FloatTensor = Tensor & { readonly type: 'float32'; readonly data: Float32Array };

/** All zeros. */
export function floatTensor(dims: readonly number[]): FloatTensor {
  return { type: 'float32', dims, data: new Float32Array(dims.reduce((a, b) => a * b, 1)) };
}

/** `[1,rows,columns]` with some of its rows written. */
export function rowsTensor(
  count: number,
  columns: number,
  rows: readonly { readonly at: number; readonly values: readonly number[] }[],
): FloatTensor {
  const tensor = floatTensor([1, count, columns]);
  for (const { at, values } of rows) tensor.data.set(values, at * columns);
  return tensor;
}

/** `[1,A,B]` -> `[1,B,A]`. */
export function transposed({ dims, data }: FloatTensor): FloatTensor {
  const [, rows = 0, columns = 0] = dims;
  const result = floatTensor([1, columns, rows]);
  data.forEach((value, i) => (result.data[(i % columns) * rows + Math.floor(i / columns)] = value));
  return result;
}
