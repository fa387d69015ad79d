export type { LiveFrameInfo, LiveStreamInfo } from './live-hub.js';
export { LiveHub, LiveStream } from './live-hub.js';
export type { HttpLog, HttpServer, HttpServerOptions } from './http-server.js';
export { startHttpServer } from './http-server.js';
export type { LiveStatus, ServerCounts, ServerStatus, StreamStatus } from '@farsight/protocol';
