import type { Tensor } from '../backends/runtime.js';
import { halfValues } from '../kernels/half-float.js';

/** A tensor read as float32. */
export interface FloatReader {
  /** One value. */
  at(index: number): number;
  /** `count` values from `first` on; valid until the next call. */
  read(first: number, count: number): Float32Array;
}

/** Makes readers, one after the other. What is float32 is not copied, what is not is converted as far as it is read. */
export class FloatValues {
  #buffer = new Float32Array(0);

  open(tensor: Tensor): FloatReader {
    const { data } = tensor;
    if (data instanceof Float32Array) {
      return {
        at: (index) => data[index]!,
        read: (first, count) => data.subarray(first, first + count),
      };
    }
    const at = elementReader(tensor);
    return {
      at,
      read: (first, count) => {
        if (this.#buffer.length < count) this.#buffer = new Float32Array(count);
        const values = this.#buffer.subarray(0, count);
        for (let i = 0; i < count; i++) values[i] = at(first + i);
        return values;
      },
    };
  }
}

function elementReader({ type, data }: Tensor): (index: number) => number {
  if (type !== 'float16') return (index) => Number(data[index]);
  const table = halfValues();
  const bits = data as Uint16Array;
  return (index) => table[bits[index]!]!;
}
