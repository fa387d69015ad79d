import { FarsightError } from '@farsight/protocol';

import type { NetworkDefinition } from '../definition.js';

/** See {@link ensureWeights}. */
export interface EnsureWeightsOptions {
  /** Stops the download; what has arrived is kept and resumed next time. */
  readonly signal?: AbortSignal;
  /** Called as bytes arrive, over all files of the network; `totalBytes` is undefined where a server does not say. */
  readonly onProgress?: (bytes: number, totalBytes: number | undefined) => void;
}

export function ensureWeights(
  definition: NetworkDefinition,
  _options: EnsureWeightsOptions = {},
): Promise<void> {
  return Promise.reject(new FarsightError('UNSUPPORTED', `Cannot fetch ${definition.name} yet.`));
}
export function weightsPresent(definition: NetworkDefinition): Promise<boolean> {
  return Promise.reject(new FarsightError('UNSUPPORTED', `Cannot look for ${definition.name} yet.`));
}
