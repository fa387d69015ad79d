import {
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PIX_FMT_YUV420P,
  AV_PKT_DATA_DISPLAYMATRIX,
  type FFEncoderCodec,
} from 'node-av/constants';
import { Codec, Dictionary, FormatContext, Rational } from 'node-av/lib';
import { NativeCodec, NativeFrame, NativePacket } from '../native-handles.js';
import { matrixOfOrientation, type Orientation } from '../orientation.js';

/** What a clip is to be like. */
export interface ClipOptions {
  readonly encoder: string;
  readonly width?: number;
  readonly height?: number;
  /** Times of the frames in milliseconds; default: ten frames at 25 a second. */
  readonly timesMs?: readonly number[];
  readonly bFrames?: number;
  readonly orientation?: Orientation;
  /** Options of the encoder. */
  readonly options?: Readonly<Record<string, string | number>>;
  /** FFmpeg's name of the container; default: told from the path. */
  readonly container?: string;
}

/** Times of `count` frames at 25 a second. */
export function evenTimes(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => 40 * i);
}

/**
 * Writes a video whose frames tell their number: eight vertical bars, the leftmost for the highest bit, light for 1, above a
 * grey lower half whose first quarter is light, so that it shows how the picture was turned.
 */
export async function makeClip(path: string, clip: ClipOptions): Promise<void> {
  const { width = 64, height = 48, timesMs = evenTimes(10), orientation = 'upright' } = clip;
  const encoder = Codec.findEncoderByName(clip.encoder as unknown as FFEncoderCodec);
  const file = new FormatContext();
  check(file.allocOutputContext2(null, clip.container ?? null, path));
  using codec = new NativeCodec();
  codec.allocContext3(encoder);
  Object.assign(codec, {
    width,
    height,
    pixelFormat: AV_PIX_FMT_YUV420P,
    colorRange: clip.encoder === 'mjpeg' ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG,
    timeBase: new Rational(1, 1000),
    framerate: new Rational(25, 1),
    gopSize: 5,
    maxBFrames: clip.bFrames ?? 0,
    threadCount: 1,
  });
  codec.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  using options = Dictionary.fromObject(clip.options ?? {});
  // Not the synchronous twin: it frees the options, and freeing them again crashes.
  check(await codec.open2(encoder, options));
  check(file.openOutputSync());
  const stream = file.newStream();
  stream.timeBase = new Rational(1, 1000);
  stream.avgFrameRate = new Rational(25, 1);
  check(stream.codecpar.fromContext(codec));
  if (orientation !== 'upright') {
    stream.codecpar.addCodedSideData(
      AV_PKT_DATA_DISPLAYMATRIX,
      Buffer.from(matrixOfOrientation(orientation)),
    );
  }
  check(file.writeHeaderSync(null));
  using packet = new NativePacket();
  const drain = (): void => {
    while (codec.receivePacketSync(packet) >= 0) {
      packet.rescaleTs({ num: 1, den: 1000 }, stream.timeBase);
      packet.streamIndex = 0;
      check(file.interleavedWriteFrameSync(packet));
    }
  };
  for (const [index, timeMs] of timesMs.entries()) {
    using frame = numberedFrame(index, width, height);
    frame.pts = BigInt(timeMs);
    frame.duration = 40n;
    check(codec.sendFrameSync(frame));
    drain();
  }
  check(codec.sendFrameSync(null));
  drain();
  check(file.writeTrailerSync());
  file.closeOutputSync();
  file.freeContext();
}

function numberedFrame(index: number, width: number, height: number): NativeFrame {
  const frame = Object.assign(new NativeFrame(), { width, height, format: AV_PIX_FMT_YUV420P });
  frame.getBuffer();
  const [luma, ...chroma] = frame.data ?? [];
  const [stride = 0] = frame.linesize;
  for (const plane of chroma) plane.fill(128);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      luma?.writeUInt8(brightness(index, x / width, y / height), y * stride + x);
  }
  return frame;
}

function brightness(index: number, x: number, y: number): number {
  if (y >= 0.5) return x < 0.25 ? 220 : 120;
  return (index >> (7 - Math.floor(8 * x))) & 1 ? 220 : 30;
}

/** The number that an upright frame of {@link makeClip} shows; `lumaAt` gives the brightness at shares of width and height. */
export function shownNumber(lumaAt: (x: number, y: number) => number): number {
  let number = 0;
  for (let bit = 0; bit < 8; bit++) number = 2 * number + (lumaAt((bit + 0.5) / 8, 0.25) > 125 ? 1 : 0);
  return number;
}

function check(status: number): void {
  if (status < 0) throw new Error(`FFmpeg refused with ${status}.`);
}
