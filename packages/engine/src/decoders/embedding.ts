import type { Tensor } from '../backends/runtime.js';
import type { EmbeddingStep } from '../definition.js';
import { unitVector } from '../kernels/unit-vector.js';
import type { Decoder } from './decoder.js';
import { FloatValues } from './float-values.js';
import { wrongOutputs } from './wrong-outputs.js';

/** The first output, whatever its dimensions, as a vector of length 1; zeros if it has no direction. */
export function embeddingDecoder({ op }: EmbeddingStep): Decoder {
  const read = vectorReader(op);
  return {
    kind: 'embeddings',
    decode(outputs) {
      const vectors = read(outputs);
      return { kind: 'embeddings', count: 1, size: vectors.length, vectors };
    },
  };
}

/** Reads the vector of {@link embeddingDecoder}. Error: INVALID_NETWORK if there are no values. */
export function vectorReader(op: string): (outputs: readonly Tensor[]) => Float32Array {
  const floats = new FloatValues();
  return (outputs) => {
    const [output] = outputs;
    if (output === undefined || output.data.length === 0) throw wrongOutputs('a vector [1,N]', op, outputs);
    return unitVector(floats.open(output).read(0, output.data.length));
  };
}
