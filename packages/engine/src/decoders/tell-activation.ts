import type { Activation } from './activation.js';
import { identity, sigmoid } from './activation.js';

/**
 * What makes scores of these values: nothing, if all are within 0..1 already, as no network's logits are; else the sigmoid.
 * Values that are not numbers do not count.
 */
export function tellActivation(values: Float32Array): Activation {
  for (const value of values) if (value < 0 || value > 1) return sigmoid;
  return identity;
}
