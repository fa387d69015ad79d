// Still images.
export { decodeFrame } from './image/decode-frame.js';
export { decodeImage, type DecodeLimits } from './image/decode-image.js';
export { encodePng } from './image/encode-png.js';
export { encodeJpeg, type JpegOptions } from './image/jpeg/encode-jpeg.js';
export type { ImageHeader, Orientation, StillCodec } from './image/headers/image-header.js';
export { probeImage } from './image/probe-image.js';
export { pixelFrameCounts, type PixelFrameCounts } from './pixels/pixel-frame.js';

// Sources: where frames come from.
export type {
  Ratio,
  RtspTransport,
  Source,
  SourceKind,
  SourceOptions,
  SourceProblem,
} from './sources/source.js';
export { openSource } from './sources/open-source.js';
export { Backoff } from './sources/backoff.js';
export { redactUrl } from './sources/redact-url.js';

// Video that arrives as it was coded.
export {
  VideoStreamDecoder,
  type DecodedVideoFrame,
  type VideoStreamDecoderOptions,
} from './video/video-stream-decoder.js';

// Output: annotated frames, and frames as they are.
export { paint } from './paint/paint.js';
export { RawJpegEncoder } from './video/raw-jpeg-encoder.js';
export { openStreamPublisher } from './video/open-stream-publisher.js';
export type { PublishOptions, StreamPublisher } from './video/stream-publisher.js';
export { openVideoWriter, type VideoWriter, type VideoWriterOptions } from './video/video-writer.js';
