import {
  AV_CODEC_ID_AV1,
  AV_CODEC_ID_H264,
  AV_CODEC_ID_HEVC,
  AV_CODEC_ID_VP8,
  AV_CODEC_ID_VP9,
  type AVCodecID,
} from 'node-av/constants';

/** The first part of WebCodecs' codec strings -> FFmpeg's decoder. */
const formats: Readonly<Record<string, AVCodecID>> = {
  avc1: AV_CODEC_ID_H264,
  avc3: AV_CODEC_ID_H264,
  hvc1: AV_CODEC_ID_HEVC,
  hev1: AV_CODEC_ID_HEVC,
  av01: AV_CODEC_ID_AV1,
  vp09: AV_CODEC_ID_VP9,
  vp8: AV_CODEC_ID_VP8,
};

/** Formats of video that travel, as their codec strings begin. */
export const videoFormats: readonly string[] = Object.keys(formats);

/** FFmpeg's decoder for a codec string; undefined for formats that do not travel. */
export function codecIdOf(codec: string): AVCodecID | undefined {
  const [name = ''] = codec.split('.');
  return Object.hasOwn(formats, name) ? formats[name] : undefined;
}
