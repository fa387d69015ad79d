import { FarsightError } from '@farsight/protocol';
import {
  AV_CODEC_ID_BMP,
  AV_CODEC_ID_MJPEG,
  AV_CODEC_ID_PNG,
  AV_CODEC_ID_TIFF,
  AV_CODEC_ID_WEBP,
  AV_LOG_QUIET,
} from 'node-av/constants';
import { Codec, CodecContext, Frame, Log, Packet } from 'node-av/lib';
import { onPixelMemoryIdle } from '../pixels/pixel-memory.js';
import type { StillCodec } from './headers/image-header.js';

const codecIds = {
  jpeg: AV_CODEC_ID_MJPEG,
  png: AV_CODEC_ID_PNG,
  webp: AV_CODEC_ID_WEBP,
  bmp: AV_CODEC_ID_BMP,
  tiff: AV_CODEC_ID_TIFF,
} as const;

interface OpenDecoder extends Disposable {
  readonly context: CodecContext;
  readonly packet: Packet;
  readonly frame: Frame;
}

/** One open decoder per format, kept by the thread from frame to frame until it has been idle. */
const decoders = new Map<StillCodec, OpenDecoder>();

onPixelMemoryIdle(() => {
  for (const decoder of decoders.values()) decoder[Symbol.dispose]();
  decoders.clear();
});

/**
 * Decodes one still image and hands it to `use`, which must copy what it needs: the frame is the decoder's own.
 *
 * @param maxPixels the decoder itself refuses more, whatever the header said.
 * @throws FarsightError INVALID_FRAME if the data is damaged.
 */
export function withDecodedFrame<T>(
  codec: StillCodec,
  data: Uint8Array,
  maxPixels: number,
  use: (frame: Frame) => T,
): T {
  let decoder = decoders.get(codec);
  if (decoder === undefined) {
    decoder = openDecoder(codec);
    decoders.set(codec, decoder);
  }
  const { context, packet, frame } = decoder;
  try {
    context.setOption('max_pixels', maxPixels);
    packet.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const status = context.sendPacketSync(packet) || context.receiveFrameSync(frame);
    if (status < 0 || frame.decodeErrorFlags !== 0) {
      throw new FarsightError('INVALID_FRAME', `The ${codec.toUpperCase()} image is damaged or incomplete.`);
    }
    return use(frame);
  } catch (error) {
    // A decoder that stumbled may still hold half a picture.
    decoders.delete(codec);
    decoder[Symbol.dispose]();
    throw error;
  } finally {
    frame.unref();
    packet.unref();
  }
}

function openDecoder(codec: StillCodec): OpenDecoder {
  Log.setLevel(AV_LOG_QUIET);
  const implementation = Codec.findDecoder(codecIds[codec]);
  if (implementation === null) {
    throw new FarsightError('UNSUPPORTED', `This build of FFmpeg cannot decode ${codec.toUpperCase()}.`);
  }
  const context = new CodecContext();
  context.allocContext3(implementation);
  context.threadCount = 1;
  context.setOption('err_detect', 'explode');
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  const dispose = (): void => {
    context.freeContext();
    packet.free();
    frame.free();
  };
  if (context.open2Sync(implementation, null) < 0) {
    dispose();
    throw new FarsightError('INTERNAL', `The ${codec.toUpperCase()} decoder could not be opened.`);
  }
  return { context, packet, frame, [Symbol.dispose]: dispose };
}
