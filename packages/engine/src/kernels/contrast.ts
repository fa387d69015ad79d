import type { InputShape } from './input-tensor.js';
import type { Affine } from './pixel-program.js';

/**
 * `(x - min) / (max - min)` over all values in place, then `affine` per channel. A flat picture becomes all 0 before
 * `affine`.
 */
export function stretchContrast(data: Float32Array, shape: InputShape, affine: Affine): void {
  let least = Infinity;
  let most = -Infinity;
  for (const value of data) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const factor = most > least ? 1 / (most - least) : 0;
  const plane = data.length / shape.channels;
  const planar = shape.layout === 'NCHW';
  for (let c = 0; c < shape.channels; c++) {
    const scale = factor * affine.scale[c]!;
    const bias = affine.bias[c]!;
    const step = planar ? 1 : shape.channels;
    const first = planar ? c * plane : c;
    for (let i = first, n = 0; n < plane; n++, i += step) data[i] = (data[i]! - least) * scale + bias;
  }
}
