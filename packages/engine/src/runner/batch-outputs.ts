import type { Tensor, TensorData } from '../backends/runtime.js';
import { FloatValues } from '../decoders/float-values.js';

/** Whether outputs are rows of a batch: each has `rows` of them, along its first dimension. */
export function areRows(outputs: readonly Tensor[], rows: number): boolean {
  return outputs.every(({ dims }) => dims.length > 0 && dims[0] === rows);
}

/** The outputs of one row of a batch as if it had run alone: views, not copies. */
export function outputsOfRow(outputs: readonly Tensor[], row: number): readonly Tensor[] {
  return outputs.map(({ type, dims: [rows = 1, ...rest], data }) => {
    const length = data.length / rows;
    return { type, dims: [1, ...rest], data: viewOf(data, row * length, length) };
  });
}

function viewOf(data: TensorData, first: number, length: number): TensorData {
  return data.subarray(first, first + length);
}

/** Largest difference that summing in another order makes, as a part of the largest value. */
const roundingError = 1e-3;

/** Whether outputs are the same but for rounding. */
export function areAlike(some: readonly Tensor[], others: readonly Tensor[]): boolean {
  return some.every((output, i) => {
    const other = others[i];
    return output.dims.join() === other?.dims.join() && alike(output, other);
  });
}

function alike(some: Tensor, others: Tensor): boolean {
  const a = new FloatValues().open(some).read(0, some.data.length);
  const b = new FloatValues().open(others).read(0, others.data.length);
  const largest = a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return a.every(
    (value, i) => Object.is(value, b[i]) || Math.abs(value - (b[i] ?? NaN)) <= roundingError * largest,
  );
}
