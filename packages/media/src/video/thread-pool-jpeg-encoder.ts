import { FarsightError } from '@farsight/protocol';
import {
  AVCOL_RANGE_JPEG,
  AVCOL_SPC_BT470BG,
  AV_CODEC_FLAG_QSCALE,
  AV_CODEC_ID_MJPEG,
  AV_PIX_FMT_YUV420P,
} from 'node-av/constants';
import { Codec, Dictionary, Rational } from 'node-av/lib';
import { NativeCodec, NativePacket, type NativeFrame } from './native-handles.js';

/** FFmpeg's quantiser scale in the units of its options (FF_QP2LAMBDA). */
const lambdaPerStep = 118;

/**
 * The step of FFmpeg's quantiser, 1..31, whose pictures are as close to the original as libjpeg's of this quality. libjpeg
 * scales its tables by (200 - 2 quality) %, FFmpeg one of its own by step / 8; compared by PSNR on videos, the same factor
 * gives the same fidelity (docs/decisions/0011): step 1 is like quality 90, 2 like 86, 3 like 81, 4 like 75, 8 like 50.
 *
 * @param quality 1..100, as libjpeg counts.
 */
function quantiserStep(quality: number): number {
  const percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  return Math.min(31, Math.max(1, Math.floor((percent / 100) * 8)));
}

/**
 * Encodes the pictures of videos as JPEG, in the thread pool. One call at a time.
 *
 * Why FFmpeg's encoder does this and not `encodeJpeg`, which hits a quality exactly: that one runs in the calling thread,
 * and with it reading a 1080p video stopped everything else in a client for 60 ms again and again (p99 of the event loop's
 * delay; 25 ms with this one), at the same CPU time.
 */
export class ThreadPoolJpegEncoder implements Disposable {
  readonly #lambda: number;
  readonly #packet = new NativePacket();
  #codec: NativeCodec | undefined;

  /** @param quality 1..100, as libjpeg counts. */
  constructor(quality: number) {
    this.#lambda = quantiserStep(quality) * lambdaPerStep;
  }

  /** @param picture yuv420p, BT.601, full range; stays the caller's. */
  async encode(picture: NativeFrame): Promise<Uint8Array> {
    const codec = await this.#codecFor(picture);
    picture.quality = this.#lambda;
    const sent = await codec.sendFrame(picture);
    const received = sent < 0 ? sent : await codec.receivePacket(this.#packet);
    const { data } = this.#packet;
    if (received < 0 || data === null) {
      throw new FarsightError('INTERNAL', 'A picture of the video could not be encoded as JPEG.');
    }
    const bytes = new Uint8Array(data);
    this.#packet.unref();
    return bytes;
  }

  async #codecFor({ width, height }: NativeFrame): Promise<NativeCodec> {
    if (this.#codec?.width === width && this.#codec.height === height) return this.#codec;
    this.#codec?.[Symbol.dispose]();
    const codec = new NativeCodec();
    this.#codec = codec;
    const encoder = Codec.findEncoder(AV_CODEC_ID_MJPEG);
    codec.allocContext3(encoder);
    codec.setFlags(AV_CODEC_FLAG_QSCALE);
    Object.assign(codec, {
      width,
      height,
      pixelFormat: AV_PIX_FMT_YUV420P,
      colorSpace: AVCOL_SPC_BT470BG,
      colorRange: AVCOL_RANGE_JPEG,
      timeBase: new Rational(1, 25),
      globalQuality: this.#lambda,
      qMin: 1,
      threadCount: 1,
    });
    // The standard tables: best ones per picture would take 8 % longer for 2 % fewer bytes.
    using options = Dictionary.fromObject({ huffman: 'default' });
    if ((await codec.open2(encoder, options)) < 0) {
      throw new FarsightError('UNSUPPORTED', `JPEG cannot hold pictures of ${width}x${height}.`);
    }
    return codec;
  }

  [Symbol.dispose](): void {
    this.#codec?.[Symbol.dispose]();
    this.#packet[Symbol.dispose]();
  }
}
