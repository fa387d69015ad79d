export type { LiveFrameInfo, LiveStatus, LiveStreamInfo } from './live-hub.js';
export { LiveHub, LiveStream } from './live-hub.js';
export type { HttpLog, HttpServer, HttpServerOptions } from './http-server.js';
export { startHttpServer } from './http-server.js';
export type { ServerCounts, ServerStatus, StreamStatus } from './status.js';
