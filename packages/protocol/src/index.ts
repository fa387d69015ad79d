// Domain: what everything else is written in.
export type { Stamp } from './domain/stamp.js';
export type {
  CompressedFrame,
  EncodedFrame,
  ImageCodec,
  PixelFormat,
  PixelFrame,
  RawFormat,
  RawFrame,
  RawLayout,
  RawPlane,
  StillFrame,
  VideoChunk,
} from './domain/frame.js';
export { bytesPerPixel, rawByteLength, rawPlanes, tightStride } from './domain/frame.js';
export type { Rotation, VideoConfig } from './domain/video-config.js';
export { maxPicturesKeptBack } from './domain/video-config.js';
export type {
  Classifications,
  DepthMap,
  Detections,
  Embeddings,
  FrameResult,
  Keypoints,
  Meta,
  OrientedBoxes,
  Regions,
  ResultKind,
  Segments,
  SemanticMap,
  TaskResult,
  Texts,
  Timings,
  Tracks,
} from './domain/meta.js';
export type { DropCounts, DroppedFrame, DropReason, DropTally } from './domain/drops.js';
export {
  addDrops,
  dropReasons,
  dropReasonsText,
  dropsByReason,
  dropsText,
  newDropTally,
  noDrops,
  totalDrops,
} from './domain/drops.js';
export type { NetworkInfo, NetworkState, TaskInfo } from './domain/network-info.js';
export { networkNamePattern } from './domain/network-info.js';
export type { Delivery, RunOptions } from './domain/options.js';
export type {
  LiveStatus,
  ServerCounts,
  ServerStatus,
  StatusReport,
  StreamStatus,
} from './domain/server-status.js';
export type {
  DrawCommand,
  DrawDot,
  DrawList,
  DrawMap,
  DrawMask,
  DrawPolyline,
  DrawRect,
  DrawText,
  Rgb,
} from './domain/draw-list.js';
export { depthFromLevels, depthToLevels } from './domain/depth-levels.js';
export type { DepthLevels } from './domain/depth-levels.js';
export {
  forEachColumnSpan,
  maskArea,
  maskBounds,
  maskFromBitmap,
  maskPolygons,
  maskToBitmap,
} from './masks/index.js';
export type { PixelBounds } from './masks/index.js';
export type { ErrorCode } from './domain/errors.js';
export {
  ConnectionError,
  FarsightError,
  NetworkNotFoundError,
  errorCodes,
  errorOfCode,
  isErrorCode,
} from './domain/errors.js';

// Codecs: message <-> domain, for servers and clients.
export {
  droppedFramesFromMessage,
  droppedFramesToMessage,
  dropsFromMessage,
  dropsToMessage,
} from './codec/drops.js';
export { checkedRawLayout, frameFromMessage, frameToMessage } from './codec/frame.js';
export { networkInfoFromMessage, networkInfoToMessage } from './codec/network-info.js';
export { checkNetworkName, runOptionsFromMessage, runOptionsToMessage } from './codec/options.js';
export { resultFromMessage, resultToMessage } from './codec/result.js';
