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
export { overlay } from './overlay/overlay.js';
export { classColor, readableOn } from './overlay/palette.js';
export type { FrameSize, OverlayStyle } from './overlay/style.js';
export { metaToJson, toJson, toNdjson } from './ndjson.js';
export type {
  ClassificationsJson,
  DetectionsJson,
  FailureJson,
  ResultJson,
  TaskResultJson,
} from './ndjson.js';

// For other carriers than gRPC.
export { clientOn } from './client-on.js';
export type { CallOptions, Transport } from './transport.js';

// What all of it is written in, so that a program needs no other package.
export { ConnectionError, FarsightError, NetworkNotFoundError } from '@farsight/protocol';
export type {
  Classifications,
  CompressedFrame,
  Delivery,
  Detections,
  DrawCommand,
  DrawList,
  EncodedFrame,
  ErrorCode,
  FrameResult,
  ImageCodec,
  Meta,
  NetworkInfo,
  NetworkState,
  PixelFrame,
  RawFrame,
  ResultKind,
  RunOptions,
  Stamp,
  TaskInfo,
  TaskResult,
  Timings,
} from '@farsight/protocol';
