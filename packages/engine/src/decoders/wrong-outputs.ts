import { FarsightError } from '@farsight/protocol';
import type { Tensor } from '../backends/runtime.js';

/** The error for outputs that an operator is not for. `expected`: what it reads, such as `boxes [1,N,4]`. */
export function wrongOutputs(expected: string, op: string, outputs: readonly Tensor[]): FarsightError {
  const shapes = outputs.map(({ dims }) => dims.join('x') || 'a single value').join(', ') || 'nothing';
  return new FarsightError(
    'INVALID_NETWORK',
    `Expected ${expected} for ${op} but the network gives ${shapes}.`,
  );
}
