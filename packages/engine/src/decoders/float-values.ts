import type { Tensor } from '../backends/runtime.js';
import { halfValues } from '../kernels/half-float.js';

/** Reads tensors as float32; what is that already is not copied. Keeps its buffer: the result is valid until the next call. */
export class FloatValues {
  #buffer = new Float32Array(0);

  read({ type, data }: Tensor): Float32Array {
    if (data instanceof Float32Array) return data;
    if (this.#buffer.length < data.length) this.#buffer = new Float32Array(data.length);
    const values = this.#buffer.subarray(0, data.length);
    if (type === 'float16') {
      const table = halfValues();
      const bits = data as Uint16Array;
      for (let i = 0; i < bits.length; i++) values[i] = table[bits[i]!]!;
    } else if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
      for (let i = 0; i < data.length; i++) values[i] = Number(data[i]);
    } else {
      values.set(data);
    }
    return values;
  }
}
