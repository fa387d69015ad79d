import type { Tensor } from '../backends/runtime.js';
import type { DepthStep } from '../definition.js';
import type { Decoder, DecoderContext } from './decoder.js';
import { FloatValues } from './float-values.js';
import { inputSize } from './input-size.js';
import { checkWhole, mapParts } from './map-part.js';
import { wrongOutputs } from './wrong-outputs.js';

/**
 * The map of the first output `[1,H,W]`, `[1,1,H,W]` or `[1,H,W,1]` without its padding, so that it covers the frame. Values
 * are the network's own; those that are no finite numbers become 0.
 */
export function depthDecoder({ op }: DepthStep, context: DecoderContext): Decoder {
  const floats = new FloatValues();
  return {
    kind: 'depth',
    decode(outputs, geometry) {
      const { output, ...map } = findDepth(outputs, op);
      const { across, down } = mapParts(geometry, inputSize(context, geometry), map);
      checkWhole(across, map.width, op);
      checkWhole(down, map.height, op);
      const all = floats.open(output).read(0, map.width * map.height);
      const values = new Float32Array(across.count * down.count);
      for (let y = 0; y < down.count; y++) {
        const from = (down.first + y) * map.width + across.first;
        values.set(all.subarray(from, from + across.count), y * across.count);
      }
      for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i]!)) values[i] = 0;
      return { kind: 'depth', width: across.count, height: down.count, values };
    },
  };
}

function findDepth(
  outputs: readonly Tensor[],
  op: string,
): { output: Tensor; width: number; height: number } {
  for (const output of outputs) {
    const { dims } = output;
    const [one, a = 0, b = 0, c = 0] = dims;
    if (one !== 1 || output.data.length === 0) continue;
    if (dims.length === 3) return { output, width: b, height: a };
    if (dims.length === 4 && a === 1) return { output, width: c, height: b };
    if (dims.length === 4 && c === 1) return { output, width: b, height: a };
  }
  throw wrongOutputs('a map [1,H,W] or [1,1,H,W]', op, outputs);
}
