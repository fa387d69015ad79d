import { FarsightError } from '@farsight/protocol';
import { AVFMT_FLAG_FLUSH_PACKETS } from 'node-av/constants';
import { Dictionary, FormatContext, Rational } from 'node-av/lib';
import { checkStatus } from './ffmpeg-status.js';
import { ticksPerSecond } from './h264-encoder.js';
import { countHandle, type NativeCodec, type NativePacket } from './native-handles.js';

const encoderClock = { num: 1, den: ticksPerSecond };

/** A fragment is written when it is this long, or at a key frame: a crash loses what is not in one yet. */
const fragmentUs = 500_000;

/**
 * An MP4 file of one video stream. It is written in short fragments, so that a crash or a full disk only loses the last; when
 * it is finished, its index is written and it becomes an ordinary MP4. One call at a time.
 */
export class Mp4File {
  readonly #context = new FormatContext();
  readonly #path: string;
  readonly #freed = countHandle();
  #streamClock: { num: number; den: number } | undefined;

  private constructor(path: string) {
    this.#path = path;
  }

  /** @throws FarsightError OUTPUT_FAILED if the file cannot be written. */
  static async create(path: string): Promise<Mp4File> {
    const file = new Mp4File(path);
    try {
      file.#check(file.#context.allocOutputContext2(null, 'mp4', `file:${path}`));
      // A finished fragment goes to the disk at once rather than wait in a buffer.
      file.#context.setFlags(AVFMT_FLAG_FLUSH_PACKETS);
      file.#check(await file.#context.openOutput());
      return file;
    } catch (error) {
      await file.#free();
      throw error;
    }
  }

  /** Adds the stream and writes the header. */
  async start(codec: NativeCodec): Promise<void> {
    const stream = this.#context.newStream();
    stream.timeBase = new Rational(encoderClock.num, encoderClock.den);
    this.#check(stream.codecpar.fromContext(codec));
    using options = Dictionary.fromObject({
      movflags: 'hybrid_fragmented+frag_keyframe+write_colr',
      frag_duration: fragmentUs,
      video_track_timescale: ticksPerSecond,
    });
    this.#check(await this.#context.writeHeader(options));
    const { num, den } = stream.timeBase;
    this.#streamClock = { num, den };
  }

  /** Writes a packet with times in ticks; empties it. */
  async write(packet: NativePacket): Promise<void> {
    if (this.#streamClock === undefined)
      throw new FarsightError('INTERNAL', 'The video file has no stream yet.');
    packet.rescaleTs(encoderClock, this.#streamClock);
    packet.streamIndex = 0;
    this.#check(await this.#context.interleavedWriteFrame(packet));
  }

  /** Finishes the file and closes it, also after a failure. */
  async finish(): Promise<void> {
    const status = this.#streamClock === undefined ? 0 : await this.#context.writeTrailer();
    await this.#free();
    this.#check(status);
  }

  async #free(): Promise<void> {
    await this.#context.closeOutput();
    this.#context.freeContext();
    this.#freed();
  }

  #check(status: number): void {
    checkStatus(status, 'OUTPUT_FAILED', `Could not write ${this.#path}`);
  }
}
