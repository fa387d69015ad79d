// For users: start a server, stop it, see what it does.
export type { ServerLimits, ServerOptions } from './config.js';
export { defaultLimits } from './config.js';
export type { FarsightServer, ServerStats } from './farsight-server.js';
export { startServer } from './start-server.js';
export type { TlsFiles } from './grpc/grpc-server.js';
export type { LogLevel, Logger } from './logging.js';
export type { SourcesOptions } from './sources/source-access.js';

// For integrators: backends of one's own.
export type { BackendOptions, BackendResult, CreateBackend, ExecutorBackend } from './executors/backend.js';

// For integrators: HTTP on its own (health, status, the page, live streams).
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

// The catalogue, for operators' tools: networks by name or file, and their weights.
export {
  describeDefinition,
  ensureWeights,
  listCatalogue,
  networkFilesIn,
  NoOnnxWeightsError,
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
  TaskDefinition,
} from '@farsight/engine';
