// For users: start a server, stop it, see what it does.
export type { ServerLimits, ServerOptions } from './config.js';
export { defaultLimits } from './config.js';
export type { FarsightServer, ServerStats } from './farsight-server.js';
export { startServer } from './start-server.js';
export type { TlsFiles } from './grpc/grpc-server.js';
export type { LogLevel, Logger } from './logging.js';

// For integrators: live streams on the page, backends of one's own.
export type { LiveFrameInfo, LiveStatus, LiveStreamInfo, ServerStatus, StreamStatus } from './http/index.js';
export { LiveHub, LiveStream } from './http/index.js';
export type { BackendOptions, BackendResult, CreateBackend, ExecutorBackend } from './executors/backend.js';
