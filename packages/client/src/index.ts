// Connect, then list, infer or stream.
export { connect } from './connect.js';
export type { ConnectOptions, TlsOptions } from './connect.js';
export type { Client, InferResult } from './client.js';
export { remoteStream } from './stream/remote-stream.js';
export type { RemoteStreamOptions } from './stream/remote-stream.js';
export type { FrameSource, RemoteStream, StreamInfo, StreamItem, StreamOptions } from './stream/item.js';
export { stillFrame } from './still-frame.js';

// Read and show results.
export { labelOf, labelsByTask } from './labels.js';
export type { LabelsByTask } from './labels.js';

// For other carriers than gRPC.
export { clientOn } from './client-on.js';
export type { CallOptions, Transport } from './transport.js';
