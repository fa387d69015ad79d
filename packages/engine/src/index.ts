// Networks: from a name or a file to a definition, and its weights.
export type {
  AddToTrackerStep,
  BoxSelection,
  CenterCropStep,
  ColorFormat,
  ContrastNormalizeStep,
  ConvertColorInputStep,
  ConvertColorStep,
  CtcStep,
  DecodeDetrStep,
  DecodeRetinaFaceStep,
  DecodeRtmDetStep,
  DecodeSsdStep,
  DecodeStep,
  DecodeYoloObbStep,
  DecodeYoloPoseStep,
  DecodeYoloSegStep,
  DecodeYoloStep,
  DepthStep,
  EmbeddingStep,
  FaceAlignStep,
  FilterDetectionsStep,
  FinishStep,
  ImageStep,
  LetterboxStep,
  LinearScalingStep,
  ModelDefinition,
  NetworkDefinition,
  NormalizeStep,
  PerspectiveStep,
  PreprocessStep,
  RecognitionStep,
  RefineStep,
  RegionInput,
  ResizeStep,
  SemanticSegmentationStep,
  StreamMatch,
  TaskDefinition,
  TaskInput,
  ToTensorStep,
  TopKStep,
  TrackerStep,
  UndistortStep,
  WeightsDefinition,
  YoloHead,
} from './definition.js';
export type { CatalogueFile } from './networks/catalogue.js';
export { networkFilesIn } from './networks/catalogue.js';
export type {
  CatalogueEntry,
  CatalogueOptions,
  OnnxOverrides,
  ResolveOptions,
  UnreadEntry,
} from './networks/options.js';
export { describeDefinition } from './networks/describe-definition.js';
export { NoOnnxWeightsError } from './networks/sections/weights-section.js';
export { nearestName } from './networks/yaml/suggest.js';
export { findCatalogue, listCatalogue, resolveNetwork } from './networks/resolve-network.js';
export type { EnsureWeightsOptions } from './weights/ensure-weights.js';
export { ensureWeights, weightsPresent } from './weights/ensure-weights.js';

// Execution: a definition and its weights to results.
export { loadNetwork } from './runner/load-network.js';
export type { LoadOptions, LoadedNetwork, NetworkRun, RunContext } from './runner/loaded-network.js';

// Results with regard to the frames before: what follows execution, per stream and in order.
export { openFinisher } from './finish/finisher.js';
export type { Finisher } from './finish/finisher.js';
