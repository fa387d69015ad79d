import type { StillFrame } from '@farsight/protocol';
import type { LiveStream } from '../http/index.js';
import type { FrameAnswer, StreamCounts } from '../session/frame-line.js';
import type { FrameObserver } from '../session/frame-observer.js';
import type { StreamMeter } from '../session/stream-meter.js';
import type { JpegEncoder } from './jpeg-encoder.js';

/** Pictures of unanswered frames that are kept: of more, the oldest are shown without. */
const mostKept = 64;

/** A picture, or the promise of one; empty where there is none. */
type Picture = Uint8Array | Promise<Uint8Array>;

const noPicture = new Uint8Array();

/** Shows a stream to those who watch it. While nobody does, frames go by untouched. */
export class WatchedStream implements FrameObserver {
  readonly #live: LiveStream;
  readonly #meter: Pick<StreamMeter, 'fps' | 'latencyMs'>;
  readonly #counts: Readonly<Pick<StreamCounts, 'drops'>>;
  readonly #encoder: Pick<JpegEncoder, 'encode'>;
  readonly #pictures: { readonly index: number; readonly picture: Picture }[] = [];
  /** Frames are shown in their order, whichever is encoded first. */
  #last: Promise<void> = Promise.resolve();
  #encoding = false;

  constructor(
    live: LiveStream,
    meter: Pick<StreamMeter, 'fps' | 'latencyMs'>,
    counts: Readonly<Pick<StreamCounts, 'drops'>>,
    encoder: Pick<JpegEncoder, 'encode'>,
  ) {
    this.#live = live;
    this.#meter = meter;
    this.#counts = counts;
    this.#encoder = encoder;
  }

  onFrame(frame: StillFrame): void {
    if (this.#live.watchers === 0) return;
    const picture = this.#pictureOf(frame);
    if (picture === undefined) return;
    this.#pictures.push({ index: frame.stamp.index, picture });
    if (this.#pictures.length > mostKept) this.#pictures.shift();
  }

  onAnswer(answer: FrameAnswer): void {
    const picture = this.#takePicture(answer.stamp.index);
    if (picture === undefined || this.#live.watchers === 0) return;
    // Only now: what is awaited below must not change the figures.
    const show = this.#showing(answer);
    this.#last = this.#last.then(async () => show(await picture));
  }

  /** What can be shown of a frame; undefined to pass over it. */
  #pictureOf(frame: StillFrame): Picture | undefined {
    // What browsers can show goes to them as it came.
    // Not by the bytes' own slice(), which for Node's buffers copies nothing.
    if (frame.codec !== 'raw') return Uint8Array.from(frame.data);
    // One at a time: whoever watches gets as many frames as can be encoded.
    if (this.#encoding) return undefined;
    this.#encoding = true;
    return this.#encoder.encode({ ...frame, data: Uint8Array.from(frame.data) }).then((jpeg) => {
      this.#encoding = false;
      return jpeg ?? noPicture;
    });
  }

  #takePicture(index: number): Picture | undefined {
    // Those before it were dropped. Not by their number: video is shown in another order than it is decoded.
    const at = this.#pictures.findIndex((picture) => picture.index === index);
    return at < 0 ? undefined : this.#pictures.splice(0, at + 1).at(-1)?.picture;
  }

  #showing({ stamp: { index, ptsUs }, outcome }: FrameAnswer): (picture: Uint8Array) => void {
    // A frame that failed has no size to draw it in.
    if (outcome instanceof Error) return () => undefined;
    const { width, height, meta, timings } = outcome;
    const { fps, latencyMs } = this.#meter;
    const figures = { timings, fps, latencyMs, drops: { ...this.#counts.drops } };
    return (picture) => this.#live.publish(picture, { index, ptsUs, width, height, meta, ...figures });
  }
}
