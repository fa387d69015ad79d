import type { EncodedFrame, ImageCodec, RawFormat, RawLayout, VideoChunk } from '../domain/frame.js';
import { rawByteLength, tightStride } from '../domain/frame.js';
import { FarsightError } from '../domain/errors.js';
import type { Stamp } from '../domain/stamp.js';
import type { Frame, RawLayout as WireRawLayout } from '../gen/farsight/v1/farsight.js';
import { Codec, RawFormat as WireRawFormat } from '../gen/farsight/v1/farsight.js';
import { videoConfigFromMessage, videoConfigToMessage } from './video-config.js';

const codecs: Readonly<Record<ImageCodec, Codec>> = {
  jpeg: Codec.CODEC_JPEG,
  png: Codec.CODEC_PNG,
  webp: Codec.CODEC_WEBP,
};

const rawFormats: Readonly<Record<RawFormat, WireRawFormat>> = {
  rgb24: WireRawFormat.RAW_FORMAT_RGB24,
  bgr24: WireRawFormat.RAW_FORMAT_BGR24,
  rgba: WireRawFormat.RAW_FORMAT_RGBA,
  bgra: WireRawFormat.RAW_FORMAT_BGRA,
  gray8: WireRawFormat.RAW_FORMAT_GRAY8,
  yuv420p: WireRawFormat.RAW_FORMAT_YUV420P,
};

/** Domain frame -> message. The bytes are shared, not copied. */
export function frameToMessage(frame: EncodedFrame): Frame {
  const { stamp, data } = frame;
  const { index } = stamp;
  const plain = {
    index,
    ptsUs: Math.round(stamp.ptsUs),
    data,
    raw: undefined,
    keyFrame: false,
    video: undefined,
  };
  switch (frame.codec) {
    case 'raw':
      return { ...plain, codec: Codec.CODEC_RAW, raw: rawToMessage(frame.raw) };
    case 'video': {
      const { keyFrame, config } = frame;
      const video = config === undefined ? undefined : videoConfigToMessage(config);
      return { ...plain, codec: Codec.CODEC_VIDEO, keyFrame, video };
    }
    default:
      return { ...plain, codec: codecs[frame.codec] };
  }
}

function rawToMessage({ format, width, height, strideBytes }: RawLayout): WireRawLayout {
  return { format: rawFormats[format], width, height, stride: strideBytes };
}

/** Most pixels along one side of a raw frame. */
const maxSide = 65_535;

/**
 * Message -> domain frame; every field is checked here and nowhere later. The bytes are shared, not copied.
 *
 * @throws FarsightError INVALID_FRAME if codec, layout or byte count do not fit.
 */
export function frameFromMessage(message: Frame, streamId: string): EncodedFrame {
  const stamp: Stamp = { streamId, index: message.index, ptsUs: message.ptsUs };
  const { data } = message;
  if (data.length === 0) throw new FarsightError('INVALID_FRAME', 'The frame has no data.');
  if (message.codec === Codec.CODEC_RAW) return { stamp, codec: 'raw', raw: rawLayout(message), data };
  if (message.codec === Codec.CODEC_VIDEO) return videoChunk(message, stamp);
  const codec = (Object.keys(codecs) as ImageCodec[]).find((key) => codecs[key] === message.codec);
  if (codec === undefined) {
    throw new FarsightError(
      'INVALID_FRAME',
      `Expected a codec of ${Object.keys(codecs).join(', ')}, raw, video but received number ${message.codec}.`,
    );
  }
  return { stamp, codec, data };
}

function videoChunk({ data, keyFrame, video }: Frame, stamp: Stamp): VideoChunk {
  const chunk = { stamp, codec: 'video', keyFrame, data } as const;
  return video === undefined ? chunk : { ...chunk, config: videoConfigFromMessage(video) };
}

function rawLayout(message: Frame): RawLayout {
  const { raw, data } = message;
  if (raw === undefined)
    throw new FarsightError('INVALID_FRAME', 'A raw frame needs its layout (field "raw").');
  const format = (Object.keys(rawFormats) as RawFormat[]).find((key) => rawFormats[key] === raw.format);
  if (format === undefined) {
    throw new FarsightError(
      'INVALID_FRAME',
      `Expected a raw format of ${Object.keys(rawFormats).join(', ')} but received number ${raw.format}.`,
    );
  }
  const { width, height } = raw;
  return checkedRawLayout(format, width, height, raw.stride, data.length);
}

/**
 * Checks the layout of raw pixels against the bytes that came with it. `strideBytes` 0 means rows without padding.
 *
 * @throws FarsightError INVALID_FRAME
 */
export function checkedRawLayout(
  format: RawFormat,
  width: number,
  height: number,
  strideBytes: number,
  byteLength: number,
): RawLayout {
  if (!(width >= 1 && height >= 1 && width <= maxSide && height <= maxSide)) {
    throw new FarsightError(
      'INVALID_FRAME',
      `Expected a width and height of 1..${maxSide} pixels but received ${width}x${height}.`,
    );
  }
  const tight = tightStride(format, width);
  const stride = strideBytes === 0 ? tight : strideBytes;
  if (stride < tight) {
    throw new FarsightError(
      'INVALID_FRAME',
      `Expected a stride of at least ${tight} bytes for ${width} pixels of ${format} but received ${stride}.`,
    );
  }
  const layout: RawLayout = { format, width, height, strideBytes: stride };
  const expected = rawByteLength(layout);
  // A sender may or may not pad its last row.
  const padded = format === 'yuv420p' ? expected : stride * height;
  if (byteLength !== expected && byteLength !== padded) {
    throw new FarsightError(
      'INVALID_FRAME',
      `Expected ${expected} bytes for ${width}x${height} ${format} with stride ${stride} but received ${byteLength}.`,
    );
  }
  return layout;
}
