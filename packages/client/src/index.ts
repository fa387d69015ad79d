// Connect, then list, infer or stream.
export { connect } from './connect.js';
export type { ConnectOptions, TlsOptions } from './connect.js';
export type { Client, InferResult } from './client.js';
export { remoteStream } from './stream/remote-stream.js';
export type { RemoteStreamOptions } from './stream/remote-stream.js';
export type {
  FrameSource,
  RemoteStream,
  SourceInfo,
  StreamInfo,
  StreamItem,
  StreamOptions,
} from './stream/item.js';
export type { SourceWatch, WatchedItem, WatchOptions } from './watch/source-watch.js';
export { stillFrame } from './still-frame.js';

// Read and show results.
export { bestClasses } from './best-classes.js';
export { labelOf, labelsByTask } from './labels.js';
export type { LabelsByTask } from './labels.js';
export { overlay } from './overlay/overlay.js';
export { classColor, readableOn } from './overlay/palette.js';
export { cocoSkeleton } from './overlay/skeletons.js';
export type { Links } from './overlay/skeletons.js';
export type { FrameSize, OverlayStyle } from './overlay/style.js';
export { TrailHistory } from './overlay/trail-history.js';
export type { Trails } from './overlay/trail-history.js';
export { metaToJson, toJson, toNdjson } from './json/ndjson.js';
export type { NumberJson } from './json/numbers.js';
export type {
  ClassificationsJson,
  DepthMapJson,
  DetectionsJson,
  EmbeddingsJson,
  FailureJson,
  JsonOptions,
  KeypointsJson,
  OrientedBoxesJson,
  PolygonsJson,
  RegionsJson,
  ResultJson,
  RleJson,
  SegmentsJson,
  SemanticMapJson,
  TaskResultJson,
  TextsJson,
  TracksJson,
} from './json/result-json.js';
export { cornersOf } from './oriented-corners.js';

// For other carriers than gRPC.
export { clientOn } from './client-on.js';
export type { CallOptions, Transport } from './transport.js';

// What all of it is written in, so that a program needs no other package.
export {
  ConnectionError,
  FarsightError,
  NetworkNotFoundError,
  addDrops,
  dropReasonsText,
  dropsText,
  maskArea,
  maskBounds,
  maskFromBitmap,
  maskPolygons,
  maskToBitmap,
  newDropTally,
  noDrops,
  totalDrops,
} from '@farsight/protocol';
export type {
  Classifications,
  CompressedFrame,
  Delivery,
  DepthMap,
  Detections,
  DropCounts,
  DrawCommand,
  DrawDot,
  DrawList,
  DrawMap,
  DrawMask,
  DrawPolyline,
  DrawRect,
  DrawText,
  Embeddings,
  EncodedFrame,
  ErrorCode,
  FrameResult,
  ImageCodec,
  Keypoints,
  Meta,
  NetworkInfo,
  NetworkState,
  OrientedBoxes,
  PixelBounds,
  PixelFrame,
  RawFrame,
  Regions,
  ResultKind,
  Rgb,
  RunOptions,
  Segments,
  SemanticMap,
  Stamp,
  StillFrame,
  TaskInfo,
  TaskResult,
  Texts,
  Timings,
  Tracks,
  VideoChunk,
  VideoConfig,
} from '@farsight/protocol';
