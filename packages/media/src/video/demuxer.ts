import { setTimeout as delay } from 'node:timers/promises';
import { FarsightError } from '@farsight/protocol';
import {
  AVDISCARD_ALL,
  AVERROR_INVALIDDATA,
  AVFMT_FLAG_NONBLOCK,
  AVMEDIA_TYPE_VIDEO,
  AV_DISPOSITION_ATTACHED_PIC,
  AV_NOPTS_VALUE,
  AV_PKT_DATA_DISPLAYMATRIX,
} from 'node-av/constants';
import { Dictionary, FormatContext, InputFormat, type CodecParameters, type Stream } from 'node-av/lib';
import { LastingError } from '../lasting-error.js';
import type { Ratio } from '../sources/source.js';
import { checkStatus, isAgain, isEnd, isNotListed, reasonOf } from './ffmpeg-status.js';
import { InterruptibleCalls, patience, type CallLimit } from './interruptible-calls.js';
import { countHandle, type NativePacket } from './native-handles.js';
import { orientationOfMatrix, type Orientation } from './orientation.js';

/** What to open and how. */
export interface MediaInput {
  /** File, URL or device in FFmpeg's words; may hold a password, so it never appears in a message. */
  readonly url: string;
  /** What a message may call it. */
  readonly shown: string;
  /** FFmpeg's name of the format; default: found out from the data. */
  readonly format?: string;
  /** FFmpeg's options. */
  readonly options?: Readonly<Record<string, string | number>>;
  /** Longest silence in milliseconds; default: any. */
  readonly stallTimeoutMs?: number;
  /** Longest time to connect and find the start of the video in milliseconds; default: `stallTimeoutMs`. */
  readonly openTimeoutMs?: number;
  /** Lets a device answer "nothing yet" at once rather than block where nothing can interrupt it. */
  readonly nonBlocking?: boolean;
  /**
   * Whether times count from the first packet, as RTSP's do. FFmpeg's parsers give that none of its own: they look times up by
   * places in a file. With B-frames it cannot be told from the next.
   */
  readonly countsFromFirst?: boolean;
}

/** The video stream of an input. */
export interface VideoStream {
  readonly index: number;
  readonly parameters: CodecParameters;
  /** Seconds per tick of the packets' times. */
  readonly timeBase: Ratio;
  readonly frameRate: Ratio | undefined;
  /** What the container says; 0 where it does not. */
  readonly frameCount: number;
  /** Pixels as coded, before {@link orientation} is applied. */
  readonly width: number;
  readonly height: number;
  readonly orientation: Orientation;
}

/** What {@link Demuxer.read} found. `broken` data was left out. */
export type ReadOutcome = 'packet' | 'broken' | 'end';

function notVideo(shown: string, formats: string): FarsightError {
  const message = `${shown} is no video that can be read. Formats are, in FFmpeg's words: ${formats.replaceAll(',', ', ')}.`;
  return new FarsightError('SOURCE_FAILED', message);
}

/** Between two questions to a device that has nothing yet. */
const pollMs = 4;

/** Reads the packets of one input's video stream. The owner closes it, while no call is running. */
export class Demuxer implements AsyncDisposable {
  readonly #context: FormatContext;
  readonly #calls: InterruptibleCalls;
  readonly #input: MediaInput;
  readonly #freed = countHandle();
  #isFirst = true;
  #video: VideoStream | undefined;
  #closing: Promise<void> | undefined;

  private constructor(input: MediaInput) {
    this.#input = input;
    this.#context = new FormatContext();
    // Allocated here rather than by openInput: only then does interrupt() reach a call that is still connecting.
    this.#context.allocContext();
    if (input.nonBlocking === true) this.#context.setFlags(AVFMT_FLAG_NONBLOCK);
    this.#calls = new InterruptibleCalls(() => this.#context.interrupt());
  }

  /**
   * @throws FarsightError SOURCE_FAILED if it cannot be opened, has no video or does not answer in time; CANCELLED.
   */
  static async open(input: MediaInput, signal: AbortSignal): Promise<Demuxer> {
    const demuxer = new Demuxer(input);
    try {
      await demuxer.#open(signal);
      return demuxer;
    } catch (error) {
      await demuxer.close();
      throw error;
    }
  }

  /** The stream whose packets are read. */
  get video(): VideoStream {
    if (this.#video === undefined) throw new FarsightError('INTERNAL', 'The input is not open.');
    return this.#video;
  }

  /** Length of the whole input in microseconds; undefined where it has no end known beforehand. */
  get durationUs(): number | undefined {
    const duration = Number(this.#context.duration);
    return duration > 0 ? duration : undefined;
  }

  /**
   * Reads the next packet of the video stream into `packet`, which is emptied first.
   *
   * @throws FarsightError SOURCE_FAILED if the input breaks or falls silent; CANCELLED.
   */
  async read(packet: NativePacket, signal: AbortSignal): Promise<ReadOutcome> {
    for (;;) {
      const status = await this.#call(signal, (stalled) => this.#readOne(packet, stalled));
      if (isEnd(status)) return 'end';
      if (status < 0) return this.#broken(status);
      if (packet.streamIndex !== this.video.index) continue;
      if (this.#isFirst && this.#input.countsFromFirst === true && packet.pts === AV_NOPTS_VALUE)
        packet.pts = 0n;
      this.#isFirst = false;
      return 'packet';
    }
  }

  /** Reads a packet of any stream; asks a device again until it has one, `given up` or something else happens. */
  async #readOne(packet: NativePacket, givenUp: AbortSignal): Promise<number> {
    for (;;) {
      packet.unref();
      const status = await this.#context.readFrame(packet);
      if (!isAgain(status) || givenUp.aborted) return status;
      await delay(pollMs);
    }
  }

  async close(): Promise<void> {
    // A call that cannot be interrupted (a device that hangs) is left to end by itself: nobody waits for it.
    this.#closing ??= this.#calls.settled().then(async () => {
      await this.#context.closeInput();
      this.#freed();
    });
    await patience(this.#closing);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #open(signal: AbortSignal): Promise<void> {
    const { url, shown, format, options = {} } = this.#input;
    const inputFormat = format === undefined ? null : InputFormat.findInputFormat(format);
    using dictionary = Dictionary.fromObject(options);
    const open = (): Promise<number> => this.#context.openInput(url, inputFormat, dictionary);
    const opened = await this.#calls.run(open, signal, this.#limit(this.#input.openTimeoutMs));
    const { format_whitelist: formats } = options;
    if (isNotListed(opened) && formats !== undefined) throw notVideo(shown, String(formats));
    checkStatus(opened, 'SOURCE_FAILED', `Could not open ${shown} as a video`);
    const found = await this.#call(signal, () => this.#context.findStreamInfo(null));
    checkStatus(found, 'SOURCE_FAILED', `Could not read ${shown} as a video`);
    this.#video = this.#chooseVideo();
  }

  #call(signal: AbortSignal, operation: (givenUp: AbortSignal) => Promise<number>): Promise<number> {
    const limit = this.#limit();
    return this.#calls.run(operation, signal, limit && { ...limit, progress: () => this.#context.pbBytes });
  }

  #limit(timeoutMs = this.#input.stallTimeoutMs): CallLimit | undefined {
    if (timeoutMs === undefined) return undefined;
    const message = `${this.#input.shown} did not answer for ${timeoutMs / 1000} s. Check that it is running and reachable, or allow it more time.`;
    return { timeoutMs, error: () => new FarsightError('SOURCE_FAILED', message) };
  }

  #broken(status: number): ReadOutcome {
    const { stallTimeoutMs, shown } = this.#input;
    if (stallTimeoutMs === undefined || status === AVERROR_INVALIDDATA.valueOf()) return 'broken';
    throw new FarsightError('SOURCE_FAILED', `${shown} broke off: ${reasonOf(status)}.`);
  }

  #chooseVideo(): VideoStream {
    const { streams } = this.#context;
    const chosen = streams[this.#context.findBestStream(AVMEDIA_TYPE_VIDEO)];
    if (chosen === undefined || chosen.hasDisposition(AV_DISPOSITION_ATTACHED_PIC)) {
      throw new LastingError('SOURCE_FAILED', `${this.#input.shown} has no video.`);
    }
    for (const stream of streams) if (stream.index !== chosen.index) stream.discard = AVDISCARD_ALL;
    return describe(chosen);
  }
}

function describe(stream: Stream): VideoStream {
  const parameters = stream.codecpar;
  const rate = [stream.avgFrameRate, stream.rFrameRate].find(({ num, den }) => num > 0 && den > 0);
  const matrix = parameters.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX);
  return {
    index: stream.index,
    parameters,
    timeBase: { num: stream.timeBase.num, den: stream.timeBase.den },
    frameRate: rate === undefined ? undefined : { num: rate.num, den: rate.den },
    frameCount: Number(stream.nbFrames),
    width: parameters.width,
    height: parameters.height,
    orientation: matrix === null ? 'upright' : orientationOfMatrix(matrix),
  };
}
