import { encodeOnnx } from './encode-onnx.js';

/** An output that is the same whatever the input is. */
export interface ConstantOutput {
  /** Default: `output0`, `output1` and so on. */
  readonly name?: string;
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** Weights that real runtimes load and run: one input, which nothing reads, and these outputs. */
export function constantOnnx(
  inputDims: readonly number[],
  outputs: readonly ConstantOutput[],
): Uint8Array<ArrayBuffer> {
  return encodeOnnx({
    inputs: [{ name: 'images', dims: inputDims }],
    outputs: outputs.map(({ name, dims }, i) => ({ name: name ?? `output${i}`, dims })),
    weights: outputs.map(({ dims, data }, i) => ({
      name: `value${i}`,
      dims,
      bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    })),
    nodes: outputs.map(({ name }, i) => ({
      op: 'Identity',
      in: [`value${i}`],
      out: [name ?? `output${i}`],
    })),
  });
}
