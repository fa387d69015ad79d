import { FarsightError } from '@farsight/protocol';
import {
  AV_CODEC_ID_BMP,
  AV_CODEC_ID_PNG,
  AV_CODEC_ID_TIFF,
  AV_CODEC_ID_WEBP,
  AV_LOG_QUIET,
} from 'node-av/constants';
import { Codec, CodecContext, Frame, Log, Packet } from 'node-av/lib';
import type { StillCodec } from './headers/image-header.js';

/** Formats that FFmpeg decodes; JPEG has a decoder of its own (jpeg/). */
type FfmpegStill = Exclude<StillCodec, 'jpeg'>;

const codecIds = {
  png: AV_CODEC_ID_PNG,
  webp: AV_CODEC_ID_WEBP,
  bmp: AV_CODEC_ID_BMP,
  tiff: AV_CODEC_ID_TIFF,
} as const;

/**
 * What counts as damage. FFmpeg's TIFF decoder takes unknown tags for errors when told to be strict, and finds real ones
 * without.
 */
const strictness: Readonly<Record<FfmpegStill, string>> = {
  png: 'crccheck+bitstream+buffer+explode',
  webp: 'crccheck+bitstream+buffer+explode',
  bmp: 'crccheck+bitstream+buffer+explode',
  tiff: 'crccheck',
};

/**
 * Decodes one still image and hands it to `use`, which must copy what it needs: the frame lives no longer.
 *
 * Every image gets a decoder of its own: a used one has let the palette of one image colour the next.
 *
 * @param maxPixels the decoder itself refuses more, whatever the header said.
 * @throws FarsightError INVALID_FRAME if the data is damaged.
 */
export function withDecodedFrame<T>(
  codec: FfmpegStill,
  data: Uint8Array,
  maxPixels: number,
  use: (frame: Frame) => T,
): T {
  Log.setLevel(AV_LOG_QUIET);
  const implementation = Codec.findDecoder(codecIds[codec]);
  if (implementation === null) {
    throw new FarsightError('UNSUPPORTED', `This build of FFmpeg cannot decode ${codec.toUpperCase()}.`);
  }
  using context = new CodecContext();
  using packet = new Packet();
  using frame = new Frame();
  context.allocContext3(implementation);
  packet.alloc();
  frame.alloc();
  context.threadCount = 1;
  context.setOption('err_detect', strictness[codec]);
  context.setOption('max_pixels', maxPixels);
  if (context.open2Sync(implementation, null) < 0) {
    throw new FarsightError('INTERNAL', `The ${codec.toUpperCase()} decoder could not be opened.`);
  }
  packet.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const status = context.sendPacketSync(packet) || context.receiveFrameSync(frame);
  if (status < 0 || frame.decodeErrorFlags !== 0) {
    throw new FarsightError('INVALID_FRAME', `The ${codec.toUpperCase()} image is damaged or incomplete.`);
  }
  return use(frame);
}
