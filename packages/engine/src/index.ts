// Networks: from a name or a file to a definition, and its weights.
export type {
  CenterCropStep,
  ColorFormat,
  ContrastNormalizeStep,
  ConvertColorStep,
  DecodeYoloStep,
  LetterboxStep,
  LinearScalingStep,
  ModelDefinition,
  NetworkDefinition,
  NormalizeStep,
  PostprocessStep,
  PreprocessStep,
  ResizeStep,
  TaskDefinition,
  ToTensorStep,
  TopKStep,
  WeightsDefinition,
  YoloHead,
} from './definition.js';
export type { CatalogueEntry, CatalogueOptions, OnnxOverrides, ResolveOptions } from './networks/options.js';
export { describeDefinition } from './networks/describe-definition.js';
export { nearestName } from './networks/yaml/suggest.js';
export { listCatalogue, resolveNetwork } from './networks/resolve-network.js';
export type { EnsureWeightsOptions } from './weights/ensure-weights.js';
export { ensureWeights, weightsPresent } from './weights/ensure-weights.js';

// Execution: a definition and its weights to results.
export { loadNetwork } from './runner/load-network.js';
export type { LoadOptions, LoadedNetwork, NetworkRun } from './runner/loaded-network.js';
