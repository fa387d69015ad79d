import type { TensorType } from '../../backends/runtime.js';
import type { FloatTensor } from './head-tensor.js';

/** A float32 tensor of these values, row by row. */
export function filledTensor(dims: readonly number[], values: readonly number[] | Float32Array): FloatTensor {
  const length = dims.reduce((a, b) => a * b, 1);
  if (values.length !== length) throw new Error(`${values.length} values for ${dims.join('x')}`);
  return { type: 'float32', dims, data: Float32Array.from(values) };
}

/** An int64 tensor. */
export function integerTensor(
  dims: readonly number[],
  values: readonly number[],
): {
  readonly type: Extract<TensorType, 'int64'>;
  readonly dims: readonly number[];
  readonly data: BigInt64Array;
} {
  return { type: 'int64', dims, data: BigInt64Array.from(values, BigInt) };
}
