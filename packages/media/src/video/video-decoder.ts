import { AV_CODEC_ID_H264, FF_THREAD_FRAME, FF_THREAD_SLICE } from 'node-av/constants';
import { Codec, Rational, avGetCodecName } from 'node-av/lib';
import { LastingError } from '../lasting-error.js';
import type { VideoStream } from './demuxer.js';
import { checkStatus, isAgain, isEnd } from './ffmpeg-status.js';
import { NativeCodec, NativeFrame, type NativePacket } from './native-handles.js';

/** More threads do not help the decoder of one stream, and each holds frames. */
const maxThreads = 4;

/** Failed calls in a row after which a decoder is taken to be stuck. */
const maxFailures = 64;

/** How a stream is to be decoded. */
export interface VideoDecoderOptions {
  /**
   * `none` gives each picture as soon as the order of presentation allows, in one thread; `low`, for live streams, shares the
   * parts of a picture among threads, where it has parts and a missing one is noticed; `high` decodes several pictures at a
   * time.
   */
  readonly delay: 'none' | 'low' | 'high';
  /** Most pixels of a picture; larger ones are broken. */
  readonly maxPixels: number;
}

/** Decodes the packets of one video stream. The owner disposes it, while no call is running. */
export class VideoDecoder implements Disposable {
  readonly #codec: NativeCodec;
  #broken = 0;

  private constructor(codec: NativeCodec) {
    this.#codec = codec;
  }

  /** @throws FarsightError SOURCE_FAILED if there is no decoder for the stream. */
  static async open(
    stream: Pick<VideoStream, 'parameters' | 'timeBase'>,
    shown: string,
    { delay, maxPixels }: VideoDecoderOptions,
  ): Promise<VideoDecoder> {
    const { parameters, timeBase } = stream;
    const decoder = Codec.findDecoder(parameters.codecId);
    if (decoder === null) {
      const name = avGetCodecName(parameters.codecId) ?? 'unknown';
      throw new LastingError(
        'SOURCE_FAILED',
        `${shown} has video in a format that cannot be decoded: ${name}.`,
      );
    }
    const codec = new NativeCodec();
    try {
      codec.allocContext3(decoder);
      codec.parametersToContext(parameters);
      codec.pktTimebase = new Rational(timeBase.num, timeBase.den);
      codec.setOption('max_pixels', maxPixels);
      // With slices in threads FFmpeg does not notice that one of an H.264 picture is missing.
      const isAlone = delay === 'none' || (delay === 'low' && parameters.codecId === AV_CODEC_ID_H264);
      codec.threadCount = isAlone ? 1 : maxThreads;
      codec.threadType = delay === 'high' ? FF_THREAD_FRAME : FF_THREAD_SLICE;
      checkStatus(await codec.open2(decoder, null), 'SOURCE_FAILED', `Could not start decoding ${shown}`);
      return new VideoDecoder(codec);
    } catch (error) {
      codec[Symbol.dispose]();
      throw error;
    }
  }

  /** Packets so far that could not be decoded. */
  get broken(): number {
    return this.#broken;
  }

  /**
   * Decodes one packet, or with undefined gives what is left at the end. Each frame belongs to whoever receives it. What
   * cannot be decoded is counted in {@link broken} and left out.
   */
  async *decode(packet: NativePacket | undefined): AsyncGenerator<NativeFrame, void, undefined> {
    for (;;) {
      const sent = await this.#codec.sendPacket(packet ?? null);
      if (sent < 0 && !isAgain(sent) && !isEnd(sent)) this.#broken += 1;
      yield* this.#receive();
      // "Again" means the decoder was full and did not take the packet.
      if (!isAgain(sent)) return;
    }
  }

  async *#receive(): AsyncGenerator<NativeFrame, void, undefined> {
    for (let failures = 0; failures < maxFailures;) {
      const frame = new NativeFrame();
      const status = await this.#codec.receiveFrame(frame);
      if (status >= 0) {
        yield frame;
        continue;
      }
      frame[Symbol.dispose]();
      if (isAgain(status) || isEnd(status)) return;
      this.#broken += 1;
      failures += 1;
    }
  }

  /** Forgets everything, as if the next packet were the first. */
  reset(): void {
    this.#codec.flushBuffers();
  }

  [Symbol.dispose](): void {
    this.#codec[Symbol.dispose]();
  }
}
