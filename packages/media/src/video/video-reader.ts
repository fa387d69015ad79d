import { FarsightError } from '@farsight/protocol';
import { AV_CODEC_ID_MJPEG, AV_PKT_FLAG_DISCARD } from 'node-av/constants';
import { BlankTime } from './blank-time.js';
import { ChunkMaker, type ChunkBody } from './chunk-maker.js';
import { Demuxer, type MediaInput, type ReadOutcome, type VideoStream } from './demuxer.js';
import { KeyFrameGate } from './key-frame-gate.js';
import { completeJpeg } from './mjpeg-packet.js';
import { NativePacket, type NativeFrame } from './native-handles.js';
import { swapsSides } from './orientation.js';
import { PictureJoiner } from './picture-joiner.js';
import { Timeline } from './timeline.js';
import { Turner } from './turner.js';
import { VideoDecoder } from './video-decoder.js';

/** One frame of a video, upright: decoded, or as the JPEG it was; or as it was coded. */
export type CapturedFrame =
  | { readonly ptsUs: number; readonly picture: NativeFrame }
  | { readonly ptsUs: number; readonly jpeg: Uint8Array }
  | { readonly ptsUs: number; readonly chunk: ChunkBody };

/** Frees what a frame holds that nobody wants. */
export function discardCaptured(frame: CapturedFrame): void {
  if ('picture' in frame) frame.picture[Symbol.dispose]();
}

/** How a video is to be read. */
export interface VideoReaderOptions {
  /**
   * What stays as it was coded: the JPEGs of MJPEG, or these and all video that travels. Not of a file that begins with frames
   * which are not to be shown, as one does that was cut between key frames: whoever decodes chunks would show them.
   */
  readonly asCoded: 'jpeg' | 'video';
  /** Whether frames come by themselves, given the length of the video in microseconds where it has one. */
  readonly isLive: (durationUs: number | undefined) => boolean;
  /** Most pixels of a frame. */
  readonly maxPixels: number;
  /** Told of each part that could not be used. */
  readonly onBroken: (error: FarsightError) => void;
}

/** Unusable packets in a row after which a video counts as over. */
const maxBrokenInARow = 256;

/** Frames of a live input that has such a time-out are nearer to each other; a second is for what waits in the network. */
function longestGapOf({ stallTimeoutMs }: MediaInput): number | undefined {
  return stallTimeoutMs === undefined ? undefined : 1000 * (stallTimeoutMs + 1000);
}

/** Cameras have key frames every second or two; some that save what they can, every ten. */
function longestBlankOf({ stallTimeoutMs = Infinity }: MediaInput): number {
  return 2 * stallTimeoutMs;
}

/** The first packet, read to see whether it is to be shown. */
interface Peeked {
  readonly packet: NativePacket;
  readonly outcome: ReadOutcome | undefined;
}

/** What becomes of packets. */
interface Ways {
  readonly blank: BlankTime;
  readonly decoder: VideoDecoder | undefined;
  readonly chunks: ChunkMaker | undefined;
  readonly gate: KeyFrameGate | undefined;
  readonly joiner: PictureJoiner | undefined;
  readonly timeline: Timeline;
  readonly turner: Turner;
}

/** Reads one input's video frame by frame. The owner closes it, while nothing is being read. */
export class VideoReader implements AsyncDisposable {
  readonly #shown: string;
  readonly #demuxer: Demuxer;
  readonly #ways: Ways;
  readonly #options: VideoReaderOptions;
  readonly #packet: NativePacket;
  /** What is in the packet already. */
  #peeked: ReadOutcome | undefined;
  #counted = 0;

  private constructor(
    shown: string,
    demuxer: Demuxer,
    { packet, outcome }: Peeked,
    ways: Ways,
    options: VideoReaderOptions,
  ) {
    this.#shown = shown;
    this.#demuxer = demuxer;
    this.#packet = packet;
    this.#peeked = outcome;
    this.#ways = ways;
    this.#options = options;
  }

  /** @throws FarsightError SOURCE_FAILED, FRAME_TOO_LARGE, CANCELLED */
  static async open(
    input: MediaInput,
    options: VideoReaderOptions,
    signal: AbortSignal,
  ): Promise<VideoReader> {
    const demuxer = await Demuxer.open(input, signal);
    const packet = new NativePacket();
    try {
      const { video } = demuxer;
      checkSize(video, input.shown, options.maxPixels);
      const live = options.isLive(demuxer.durationUs);
      const longestGapUs = live ? longestGapOf(input) : undefined;
      const travels = options.asCoded === 'video' ? ChunkMaker.of(video, longestGapUs) : undefined;
      const outcome = travels === undefined || live ? undefined : await demuxer.read(packet, signal);
      const isHidden = outcome === 'packet' && (packet.flags & AV_PKT_FLAG_DISCARD) !== 0;
      const chunks = isHidden ? undefined : travels;
      const isJpeg = video.parameters.codecId === AV_CODEC_ID_MJPEG && video.orientation === 'upright';
      const staysAsCoded = chunks !== undefined || isJpeg;
      const delay = live ? 'low' : 'high';
      const gate = live ? KeyFrameGate.of(video) : undefined;
      const timeline = new Timeline(video.timeBase, video.frameRate, longestGapUs);
      const { maxPixels } = options;
      const decoder = staysAsCoded
        ? undefined
        : await VideoDecoder.open(video, input.shown, { delay, maxPixels });
      const joiner = live ? PictureJoiner.of(video) : undefined;
      const blank = new BlankTime(live ? longestBlankOf(input) : Infinity);
      const turner = new Turner(video.orientation);
      const ways = { decoder, chunks, gate, joiner, timeline, blank, turner };
      return new VideoReader(input.shown, demuxer, { packet, outcome }, ways, options);
    } catch (error) {
      packet[Symbol.dispose]();
      await demuxer.close();
      throw error;
    }
  }

  /** The stream that is read. */
  get video(): VideoStream {
    return this.#demuxer.video;
  }

  /** Length of the video in microseconds; undefined where it has no end known beforehand. */
  get durationUs(): number | undefined {
    return this.#demuxer.durationUs;
  }

  /** Whether frames come by themselves. */
  get live(): boolean {
    return this.#options.isLive(this.#demuxer.durationUs);
  }

  /** Width and height of the upright frames in pixels; undefined where the container does not say. */
  get size(): { readonly width: number; readonly height: number } | undefined {
    const { width, height, orientation } = this.video;
    if (width === 0 || height === 0) return undefined;
    return swapsSides(orientation) ? { width: height, height: width } : { width, height };
  }

  /**
   * The frames to the end. Each belongs to whoever receives it.
   *
   * @throws FarsightError SOURCE_FAILED if the input breaks or has no frame at all; CANCELLED.
   */
  async *frames(signal: AbortSignal): AsyncGenerator<CapturedFrame, void, undefined> {
    let count = 0;
    for await (const packet of this.#packets(signal)) {
      for await (const frame of this.#framesOf(packet)) {
        count += 1;
        this.#ways.blank.ends();
        yield frame;
      }
    }
    if (count > 0) return;
    throw new FarsightError('SOURCE_FAILED', `${this.#shown} has no frame that can be decoded.`);
  }

  /** The packets, then undefined for the end. */
  async *#packets(signal: AbortSignal): AsyncGenerator<NativePacket | undefined, void, undefined> {
    const { blank, joiner } = this.#ways;
    for (let brokenInARow = 0; brokenInARow < maxBrokenInARow;) {
      const outcome = this.#peeked ?? (await this.#demuxer.read(this.#packet, signal));
      this.#peeked = undefined;
      if (outcome === 'end') break;
      if (outcome === 'packet') {
        brokenInARow = 0;
        if (blank.grows()) this.#reportBlank();
        yield* this.#usable(joiner?.add(this.#packet) ?? [this.#packet]);
      } else {
        brokenInARow += 1;
        this.#reportBroken();
      }
    }
    yield* this.#usable(joiner?.flush() ?? []);
    yield undefined;
  }

  /** Those that can be decoded. */
  *#usable(packets: Iterable<NativePacket>): Generator<NativePacket, void, undefined> {
    for (const packet of packets) {
      const passes = this.#ways.gate?.passes(packet) ?? 'yes';
      if (passes === 'yes') yield packet;
      else if (passes === 'no-more') this.#reportBroken();
    }
  }

  async *#framesOf(packet: NativePacket | undefined): AsyncGenerator<CapturedFrame, void, undefined> {
    const { decoder, timeline, gate, turner } = this.#ways;
    if (decoder === undefined) {
      if (packet !== undefined) yield* this.#codedOf(packet);
      return;
    }
    for await (const coded of decoder.decode(packet)) {
      const ptsUs = timeline.next(coded.bestEffortTimestamp);
      const shows = gate?.shows(coded) ?? 'yes';
      if (shows === 'yes') {
        yield { ptsUs, picture: await turner.turn(coded) };
        continue;
      }
      coded[Symbol.dispose]();
      if (shows === 'no-more') this.#reportBroken();
    }
    if (this.#counted < decoder.broken) gate?.close();
    for (; this.#counted < decoder.broken; this.#counted++) this.#reportBroken();
  }

  *#codedOf(packet: NativePacket): Generator<CapturedFrame, void, undefined> {
    const { chunks, timeline } = this.#ways;
    if (chunks !== undefined) {
      const chunk = chunks.chunkOf(packet);
      if (chunk !== undefined) yield chunk;
      return;
    }
    const jpeg = completeJpeg(packet.data ?? new Uint8Array());
    if (jpeg === undefined) this.#reportBroken();
    else yield { ptsUs: timeline.next(packet.pts), jpeg };
  }

  #reportBroken(): void {
    this.#report(`Part of ${this.#shown} is broken and was left out.`);
  }

  #reportBlank(): void {
    const seconds = this.#ways.blank.longestMs / 1000;
    this.#report(
      `${this.#shown} has sent video for ${seconds} s without a key frame that can be decoded; frames begin with the next one.`,
    );
  }

  #report(problem: string): void {
    this.#options.onBroken(new FarsightError('SOURCE_FAILED', problem));
  }

  async close(): Promise<void> {
    const { decoder, joiner, turner } = this.#ways;
    this.#packet[Symbol.dispose]();
    joiner?.[Symbol.dispose]();
    turner[Symbol.dispose]();
    decoder?.[Symbol.dispose]();
    await this.#demuxer.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function checkSize({ width, height }: VideoStream, shown: string, maxPixels: number): void {
  if (width * height <= maxPixels) return;
  throw new FarsightError(
    'FRAME_TOO_LARGE',
    `Expected at most ${maxPixels} pixels a frame for ${shown} but received ${width}x${height}.`,
  );
}
