import { rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FarsightError, type PixelFrame } from '@farsight/protocol';
import { evenFrame } from './even-frame.js';
import { FrameClock } from './frame-clock.js';
import { H264Encoder } from './h264-encoder.js';
import { Mp4File } from './mp4-file.js';
import type { NativeFrame } from './native-handles.js';

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
  readonly #clock = new FrameClock();
  #size: { readonly width: number; readonly height: number } | undefined;
  #frameSize: string | undefined;
  #encoder: H264Encoder | undefined;
  #frameCount = 0;
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
    this.#size ??= { width: frame.width, height: frame.height };
    this.#clock.stamp(frame, ptsUs);
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
