/** The catalogue, for operators' tools: networks by name or file, and their weights. */
export {
  describeDefinition,
  ensureWeights,
  listCatalogue,
  resolveNetwork,
  weightsPresent,
} from '@farsight/engine';
export type {
  CatalogueEntry,
  CatalogueOptions,
  EnsureWeightsOptions,
  NetworkDefinition,
  OnnxOverrides,
  ResolveOptions,
} from '@farsight/engine';
