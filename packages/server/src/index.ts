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
