/**
 * How long a JPEG takes to become pixels, and back, beside FFmpeg doing the same. The pictures are made here: shapes,
 * textures and noise, about as many bytes as a photograph.
 *
 *     npm run bench -- decode
 */
import { decodeImage, encodeJpeg, encodePng } from '@farsight/media';
import type { PixelFrame } from '@farsight/protocol';
import {
  AV_CODEC_ID_MJPEG,
  AV_LOG_QUIET,
  AV_PIX_FMT_RGB24,
  SWS_ACCURATE_RND,
  SWS_BILINEAR,
  SWS_FULL_CHR_H_INT,
  type AVPixelFormat,
  type SwsFlags,
} from 'node-av/constants';
import { Codec, CodecContext, Frame, Log, Packet, SoftwareScaleContext } from 'node-av/lib';
import { median } from './report.js';

const limits = { maxPixels: 100_000_000 };

/** A made-up street scene: sky, ground, coloured boxes with stripes, and camera noise. */
function picture(width: number, height: number): PixelFrame {
  const data = new Uint8Array(width * height * 3);
  let state = 1;
  const random = (): number => (state = (state * 48_271) % 0x7fff_ffff) / 0x7fff_ffff;
  const boxes = Array.from({ length: 60 }, () => ({
    x: random() * width,
    y: random() * height,
    size: (0.02 + 0.1 * random()) * width,
    colour: [random() * 255, random() * 255, random() * 255],
    period: 3 + random() * 20,
  }));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const box = boxes.findLast((b) => x >= b.x && x < b.x + b.size && y >= b.y && y < b.y + b.size);
      const texture = 12 * Math.sin(x / 3.1) * Math.cos(y / 2.7) + 14 * (random() - 0.5);
      const stripes = box === undefined ? 0 : 25 * Math.sin((x + y) / box.period);
      for (let c = 0; c < 3; c++) {
        const base = box?.colour[c] ?? (y < height / 2 ? 150 + 30 * c : 110 - 15 * c) + (60 * y) / height;
        data[(y * width + x) * 3 + c] = Math.min(255, Math.max(0, base + stripes + texture));
      }
    }
  }
  return { width, height, format: 'rgb24', strideBytes: width * 3, data, [Symbol.dispose]: () => undefined };
}

/** FFmpeg with everything kept open between frames: its decoder, and its scaler for the colours at its most exact. */
function ffmpeg(jpeg: Uint8Array): { decode: () => void; convert: () => void } {
  Log.setLevel(AV_LOG_QUIET);
  const codec = Codec.findDecoder(AV_CODEC_ID_MJPEG);
  const context = new CodecContext();
  context.allocContext3(codec);
  context.threadCount = 1;
  context.open2Sync(codec, null);
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  const decode = (): void => {
    packet.data = Buffer.from(jpeg);
    if ((context.sendPacketSync(packet) || context.receiveFrameSync(frame)) < 0)
      throw new Error('FFmpeg failed.');
  };
  decode();
  const { width, height } = frame;
  const scaler = new SoftwareScaleContext();
  const flags = (SWS_BILINEAR | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT) as SwsFlags;
  scaler.getContext(width, height, frame.format as AVPixelFormat, width, height, AV_PIX_FMT_RGB24, flags);
  const pixels = Buffer.alloc(width * height * 3 + 64);
  const convert = (): void => {
    scaler.scaleSync(frame.data ?? [], frame.linesize, 0, height, [pixels], [width * 3]);
  };
  return { decode, convert };
}

/** Median milliseconds of each of several ways, taken in turn so that a busy moment hits all of them. */
function medianMs(ways: readonly (() => unknown)[], rounds: number): number[] {
  const times = ways.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    ways.forEach((way, i) => {
      const start = performance.now();
      way();
      if (round >= rounds / 4) times[i]?.push(performance.now() - start);
    });
  }
  return times.map(median);
}

function benchJpeg(name: string, width: number, height: number, rounds: number): void {
  const pixels = picture(width, height);
  const jpeg = encodeJpeg(pixels, { quality: 85 });
  const other = ffmpeg(jpeg);
  const ways = [
    () => decodeImage(jpeg, limits)[Symbol.dispose](),
    other.decode,
    other.convert,
    () => encodeJpeg(pixels, { quality: 85 }),
  ];
  const [decode = 0, ffmpegDecode = 0, ffmpegConvert = 0, encode = 0] = medianMs(ways, rounds);
  const ratio = (ffmpegDecode + ffmpegConvert) / decode;
  console.log(
    `${name} (${Math.round(jpeg.length / 1000)} kB)  decode ${decode.toFixed(2)} ms   ` +
      `FFmpeg ${ffmpegDecode.toFixed(2)} + ${ffmpegConvert.toFixed(2)} ms, ${ratio.toFixed(1)} x   ` +
      `encode ${encode.toFixed(2)} ms`,
  );
}

function benchPng(): void {
  const still = picture(1920, 1080);
  const png = encodePng(still);
  const ways = [() => decodeImage(png, limits)[Symbol.dispose](), () => encodePng(still)];
  const [decode = 0, encode = 0] = medianMs(ways, 8);
  console.log(`PNG 1920x1080  decode ${decode.toFixed(0)} ms   encode ${encode.toFixed(0)} ms`);
}

/** Milliseconds of still images, on one thread. */
export function benchDecode(): Promise<void> {
  benchJpeg('JPEG 640x480', 640, 480, 200);
  benchJpeg('JPEG 1920x1080', 1920, 1080, 80);
  benchPng();
  return Promise.resolve();
}
