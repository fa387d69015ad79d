// The client for browsers: calls over WebSocket, without gRPC and without Node.
export { connect } from './connect.js';
export type { WebConnectOptions } from './connect.js';
export { remoteStream } from './remote-stream.js';
export type { WebStreamOptions } from './remote-stream.js';
export type { Client, InferResult } from '../client.js';
export type { FrameSource, RemoteStream, StreamInfo, StreamItem, StreamOptions } from '../stream/item.js';
export type { SourceWatch, WatchedItem, WatchOptions } from '../watch/source-watch.js';
export { stillFrame } from '../still-frame.js';

// The carrier by itself, and what it takes.
export { clientOn } from '../client-on.js';
export { webSocketTransport } from './web-socket-transport.js';
export type { WebSocketOptions } from './web-socket-transport.js';
export type { StandardWebSocket, WebSocketClass, WebSocketEvent } from './web-socket.js';
export type { CallOptions, Transport } from '../transport.js';

// What all of it is written in.
export { ConnectionError, FarsightError, NetworkNotFoundError } from '@farsight/protocol';
export type { CompressedFrame, EncodedFrame, StillFrame, VideoChunk, VideoConfig } from '@farsight/protocol';
