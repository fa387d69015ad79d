import { FarsightError } from '@farsight/protocol';

import type { NetworkDefinition } from '../definition.js';
import type { CatalogueEntry, CatalogueOptions, ResolveOptions } from './options.js';

export function resolveNetwork(spec: string, _options: ResolveOptions): Promise<NetworkDefinition> {
  return Promise.reject(new FarsightError('UNSUPPORTED', `Cannot resolve ${spec} yet.`));
}
export function listCatalogue(_options: CatalogueOptions): Promise<readonly CatalogueEntry[]> {
  return Promise.resolve([]);
}
