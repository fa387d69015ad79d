import { FarsightError } from '@farsight/protocol';
import { AVERROR_HTTP_OTHER_4XX, AVERROR_INVALIDDATA } from 'node-av/constants';
import { Dictionary, FormatContext, Rational } from 'node-av/lib';
import type { FfmpegOptions } from '../sources/video-inputs.js';
import { reasonOf } from './ffmpeg-status.js';
import { ticksPerSecond } from './h264-encoder.js';
import { InterruptibleCalls, patience } from './interruptible-calls.js';
import { countHandle, type NativeCodec, type NativePacket } from './native-handles.js';

const encoderClock = { num: 1, den: ticksPerSecond };

/** A server that takes longer to answer or to take a frame is lost, in milliseconds. */
const answerMs = 5_000;
/** Saying goodbye is worth so long, in milliseconds. */
const goodbyeMs = 1_000;

/** Answers to ANNOUNCE, SETUP or RECORD that make no sense, and that say "not here". */
const refusals: readonly number[] = [AVERROR_INVALIDDATA, AVERROR_HTTP_OTHER_4XX];

/** Where a stream is sent to. */
export interface PushTarget {
  /** `rtsp://…` or `rtsps://…`; may hold a password, so it never appears in a message. */
  readonly url: string;
  /** What a message may call it. */
  readonly shown: string;
  /** Further options of FFmpeg: whose certificates to believe. */
  readonly options: FfmpegOptions;
}

/**
 * An H.264 stream that is sent to an RTSP server which distributes or records it: ANNOUNCE, SETUP and RECORD (RFC 2326,
 * 10.3, 10.4 and 10.11). Packets travel on the connection itself, which works wherever the server can be reached. One call
 * at a time.
 */
export class RtspPush implements AsyncDisposable {
  readonly #context = new FormatContext();
  readonly #calls = new InterruptibleCalls(() => this.#context.interrupt());
  readonly #shown: string;
  readonly #freed = countHandle();
  #streamClock: { num: number; den: number } | undefined;
  #closing: Promise<void> | undefined;

  private constructor(shown: string) {
    this.#shown = shown;
  }

  /**
   * Connects and announces what the encoder makes.
   *
   * @throws FarsightError OUTPUT_FAILED if the server cannot be reached, refuses the stream or does not answer; CANCELLED.
   */
  static async open(target: PushTarget, codec: NativeCodec, signal: AbortSignal): Promise<RtspPush> {
    const push = new RtspPush(target.shown);
    try {
      await push.#open(target, codec, signal);
      return push;
    } catch (error) {
      await push[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #open({ url, options }: PushTarget, codec: NativeCodec, signal: AbortSignal): Promise<void> {
    this.#check(this.#context.allocOutputContext2(null, 'rtsp', url));
    const stream = this.#context.newStream();
    stream.timeBase = new Rational(encoderClock.num, encoderClock.den);
    this.#check(stream.codecpar.fromContext(codec));
    using dictionary = Dictionary.fromObject({ rtsp_transport: 'tcp', ...options });
    const status = await this.#call(() => this.#context.writeHeader(dictionary), signal);
    if (refusals.includes(status)) throw this.#failure('it takes no streams, or is no RTSP server');
    this.#check(status);
    const { num, den } = stream.timeBase;
    this.#streamClock = { num, den };
  }

  /**
   * Sends a packet with times in ticks; empties it.
   *
   * @throws FarsightError OUTPUT_FAILED if the server is gone or takes nothing any more; CANCELLED.
   */
  async write(packet: NativePacket, signal: AbortSignal): Promise<void> {
    if (this.#streamClock === undefined) throw new FarsightError('INTERNAL', 'The stream is not open.');
    packet.rescaleTs(encoderClock, this.#streamClock);
    packet.streamIndex = 0;
    this.#check(await this.#call(() => this.#context.interleavedWriteFrame(packet), signal));
  }

  /** Ends the stream and the connection, also after a failure; never fails. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    await patience(this.#closing);
  }

  async #close(): Promise<void> {
    await this.#calls.settled();
    if (this.#streamClock !== undefined) {
      // Also after a failure: FFmpeg frees here what it has connected. Who does not hear it any more need not.
      const limit = { timeoutMs: goodbyeMs, error: () => this.#silence(goodbyeMs) };
      const goodbye = this.#calls.run(
        () => this.#context.writeTrailer(),
        new AbortController().signal,
        limit,
      );
      await goodbye.catch(() => undefined);
      await this.#calls.settled();
    }
    this.#context.freeContext();
    this.#freed();
  }

  #call(operation: () => Promise<number>, signal: AbortSignal): Promise<number> {
    return this.#calls.run(operation, signal, { timeoutMs: answerMs, error: () => this.#silence(answerMs) });
  }

  #silence(ms: number): FarsightError {
    return new FarsightError(
      'OUTPUT_FAILED',
      `${this.#shown} did not answer for ${ms / 1000} s. Check that it is running and reachable.`,
    );
  }

  #failure(reason: string): FarsightError {
    return new FarsightError('OUTPUT_FAILED', `Could not publish to ${this.#shown}: ${reason}.`);
  }

  #check(status: number): void {
    if (status < 0) throw this.#failure(reasonOf(status));
  }
}
