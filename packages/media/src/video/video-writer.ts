import { rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FarsightError, bytesPerPixel, type PixelFrame } from '@farsight/protocol';
import { AVCOL_RANGE_JPEG, AVCOL_SPC_RGB, AV_NOPTS_VALUE } from 'node-av/constants';
import { H264Encoder, nativeFormats, ticksPerSecond } from './h264-encoder.js';
import { Mp4File } from './mp4-file.js';
import { NativeFrame } from './native-handles.js';
import { Timeline } from './timeline.js';

/** How a video file is to be written. */
export interface VideoWriterOptions {
  /** Frames from one key frame to the next, at least 1. Default: 50. */
  readonly keyFrameInterval?: number;
  /** Constant rate factor of H.264, 0 (lossless) to 51 (worst). Default: 20. */
  readonly quality?: number;
  /** Files that must not be overwritten: the input. */
  readonly inputs?: readonly string[];
}

/** Writes frames into an H.264 MP4. */
export interface VideoWriter extends AsyncDisposable {
  /**
   * Size of the picture in the file; undefined until the first frame. H.264 needs even numbers: a frame with an odd width or
   * height gets its last column or row twice.
   */
  readonly size: { readonly width: number; readonly height: number } | undefined;
  /** Frames accepted so far. */
  readonly frameCount: number;
  /**
   * Adds a frame. Copies the pixels, which stay the caller's, and resolves when there is room for the next: a few frames wait
   * while earlier ones are encoded. A `ptsUs` that does not grow is moved on, as `Timeline` says.
   *
   * @throws FarsightError OUTPUT_FAILED if the file cannot be written; INVALID_ARGUMENT if the size is not the first frame's.
   */
  write(pixels: PixelFrame, ptsUs: number): Promise<void>;
  /**
   * Encodes what waits and finishes the file. Calling it again, also after an error, is safe. A file without a frame is
   * removed.
   *
   * @throws FarsightError OUTPUT_FAILED if the file cannot be finished.
   */
  close(): Promise<void>;
}

/** Frames that may wait for the encoder. */
const maxWaiting = 3;

/** How long a frame is shown if nothing tells: as of 25 a second. */
const defaultFrameTicks = ticksPerSecond / 25;

/**
 * Creates an H.264 MP4. Should the program crash or the disk be full, the file can be played up to its last second; after
 * `close` it is an ordinary MP4. Colours are BT.709 from 720 rows on, BT.601 below, limited range, and the file says so. Frames keep their own
 * times, to 1/90000 s; the first is at 0, the last is shown as long as the one before.
 *
 * @throws FarsightError OUTPUT_FAILED if the file cannot be written or is one of `inputs`; INVALID_ARGUMENT.
 */
export async function openVideoWriter(path: string, options: VideoWriterOptions = {}): Promise<VideoWriter> {
  const { quality = 20, keyFrameInterval = 50, inputs = [] } = options;
  if (!(quality >= 0 && quality <= 51)) {
    throw new FarsightError('INVALID_ARGUMENT', `Expected 0..51 for quality but received ${quality}.`);
  }
  if (!(keyFrameInterval >= 1)) {
    const message = `Expected at least 1 for keyFrameInterval but received ${keyFrameInterval}.`;
    throw new FarsightError('INVALID_ARGUMENT', message);
  }
  for (const input of inputs) await refuseSameFile(path, input);
  const file = await Mp4File.create(resolve(path));
  return new Mp4Writer(path, file, { quality, keyFrameInterval });
}

class Mp4Writer implements VideoWriter {
  readonly #path: string;
  readonly #file: Mp4File;
  readonly #options: { readonly quality: number; readonly keyFrameInterval: number };
  readonly #timeline = new Timeline({ num: 1, den: 1_000_000 }, undefined);
  #size: { readonly width: number; readonly height: number } | undefined;
  #frameSize: string | undefined;
  #encoder: H264Encoder | undefined;
  #frameCount = 0;
  #lastTicks = -1;
  #frameTicks = defaultFrameTicks;
  /** Encodings in order, each waiting for the one before. */
  readonly #waiting: Promise<void>[] = [];
  #closing: Promise<void> | undefined;
  #failure: FarsightError | undefined;
  #isTold = false;

  constructor(path: string, file: Mp4File, options: { quality: number; keyFrameInterval: number }) {
    this.#path = path;
    this.#file = file;
    this.#options = options;
  }

  get size(): { readonly width: number; readonly height: number } | undefined {
    return this.#size;
  }

  get frameCount(): number {
    return this.#frameCount;
  }

  async write(pixels: PixelFrame, ptsUs: number): Promise<void> {
    this.#checkWritable(pixels);
    const frame = evenFrame(pixels);
    this.#stamp(frame, ptsUs);
    this.#frameCount += 1;
    const before = this.#waiting.at(-1);
    const work = this.#encode(frame, before).finally(() => void this.#waiting.shift());
    this.#waiting.push(work);
    work.catch((error: unknown) => this.#fail(error));
    while (this.#waiting.length >= maxWaiting && this.#failure === undefined) {
      await this.#waiting[0]?.catch(() => undefined);
    }
    this.#tell();
  }

  async close(): Promise<void> {
    this.#closing ??= this.#finish();
    await this.#closing;
    this.#tell();
  }

  /** Does not repeat a failure that the caller has seen: it would hide what the caller made of it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#finish();
    await this.#closing;
    if (!this.#isTold) this.#tell();
  }

  #tell(): void {
    if (this.#failure === undefined) return;
    this.#isTold = true;
    throw this.#failure;
  }

  #checkWritable({ width, height }: PixelFrame): void {
    this.#tell();
    if (this.#closing !== undefined) {
      throw new FarsightError('INVALID_ARGUMENT', `The video ${this.#path} is closed.`);
    }
    const size = `${width}x${height}`;
    this.#frameSize ??= size;
    if (size !== this.#frameSize) {
      throw new FarsightError(
        'INVALID_ARGUMENT',
        `Expected ${this.#frameSize} pixels, as the first frame has, for the video but received ${size}.`,
      );
    }
  }

  #stamp(frame: NativeFrame, ptsUs: number): void {
    this.#size ??= { width: frame.width, height: frame.height };
    const us = this.#timeline.next(Number.isFinite(ptsUs) ? BigInt(Math.round(ptsUs)) : AV_NOPTS_VALUE);
    const ticks = Math.max(Math.round((us * ticksPerSecond) / 1e6), this.#lastTicks + 1);
    if (this.#lastTicks >= 0) this.#frameTicks = ticks - this.#lastTicks;
    this.#lastTicks = ticks;
    frame.pts = BigInt(ticks);
    frame.duration = BigInt(this.#frameTicks);
  }

  async #encode(frame: NativeFrame, before: Promise<void> | undefined): Promise<void> {
    try {
      await before;
      this.#encoder ??= await this.#start(frame);
    } catch (error) {
      frame[Symbol.dispose]();
      throw error;
    }
    for await (const packet of this.#encoder.encode(frame)) await this.#file.write(packet);
  }

  async #start({ width, height }: NativeFrame): Promise<H264Encoder> {
    const encoder = await H264Encoder.open({ width, height, ...this.#options });
    try {
      await this.#file.start(encoder.codec);
      return encoder;
    } catch (error) {
      encoder[Symbol.dispose]();
      throw error;
    }
  }

  async #finish(): Promise<void> {
    await this.#waiting.at(-1)?.catch(() => undefined);
    try {
      if (this.#encoder !== undefined && this.#failure === undefined) {
        for await (const packet of this.#encoder.encode(undefined)) await this.#file.write(packet);
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#encoder?.[Symbol.dispose]();
    await this.#file.finish().catch((error: unknown) => this.#fail(error));
    if (this.#frameCount === 0) await removeFile(this.#path);
  }

  #fail(error: unknown): void {
    this.#failure ??= FarsightError.from(error, 'OUTPUT_FAILED', `Could not write ${this.#path}.`);
  }
}

/** The pixels in native memory, with even width and height: the last column or row is there twice where it must. */
function evenFrame(pixels: PixelFrame): NativeFrame {
  const { width, height, strideBytes, data } = pixels;
  const frame = Object.assign(new NativeFrame(), {
    width: width + (width % 2),
    height: height + (height % 2),
    format: nativeFormats[pixels.format],
    colorSpace: AVCOL_SPC_RGB,
    colorRange: AVCOL_RANGE_JPEG,
  });
  frame.getBuffer();
  const [target] = frame.data ?? [];
  const [targetStride = 0] = frame.linesize;
  if (target === undefined) throw new FarsightError('INTERNAL', 'There is no memory for a frame.');
  const pixelBytes = bytesPerPixel[pixels.format];
  const rowBytes = width * pixelBytes;
  for (let y = 0; y < frame.height; y++) {
    const from = Math.min(y, height - 1) * strideBytes;
    const to = y * targetStride;
    target.set(data.subarray(from, from + rowBytes), to);
    if (frame.width > width) target.copyWithin(to + rowBytes, to + rowBytes - pixelBytes, to + rowBytes);
  }
  return frame;
}

/** Removes an ordinary file: a path may also name a device. */
async function removeFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() === true) await rm(path, { force: true });
}

async function refuseSameFile(output: string, input: string): Promise<void> {
  const identity = async (path: string): Promise<string | undefined> => {
    const found = await stat(path, { bigint: true }).catch(() => undefined);
    return found === undefined ? undefined : `${found.dev}:${found.ino}`;
  };
  const same = await identity(output);
  if (same === undefined || same !== (await identity(input))) return;
  throw new FarsightError(
    'OUTPUT_FAILED',
    `Writing ${output} would overwrite the input. Choose another output file.`,
  );
}
