// HTTP: health, status, the page, live streams.
export type {
  HttpLog,
  HttpServer,
  HttpServerOptions,
  LiveFrameInfo,
  LiveStatus,
  LiveStreamInfo,
  ServerCounts,
  ServerStatus,
  StreamStatus,
} from './http/index.js';
export { LiveHub, LiveStream, startHttpServer } from './http/index.js';

// The catalogue, for operators' tools.
export {
  describeDefinition,
  ensureWeights,
  listCatalogue,
  resolveNetwork,
  weightsPresent,
} from './catalogue.js';
export type {
  CatalogueEntry,
  CatalogueOptions,
  EnsureWeightsOptions,
  NetworkDefinition,
  OnnxOverrides,
  ResolveOptions,
} from './catalogue.js';
