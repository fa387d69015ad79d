import type { StillFrame } from '@farsight/protocol';
import type { LiveStream } from '../http/index.js';
import type { FrameAnswer, StreamCounts } from '../session/frame-line.js';
import type { FrameObserver } from '../session/frame-observer.js';
import type { StreamMeter } from '../session/stream-meter.js';
import { KeptFrames } from './kept-frames.js';
import type { PictureMaker } from './picture-maker.js';

const noPicture = new Uint8Array();

/** What a stream is shown with. */
export interface WatchedStreamParts {
  readonly live: LiveStream;
  readonly meter: Pick<StreamMeter, 'fps' | 'latencyMs'>;
  readonly counts: Readonly<Pick<StreamCounts, 'drops'>>;
  readonly pictures: Pick<PictureMaker, 'make'>;
}

/** Shows a stream to those who watch it. While nobody does, frames go by untouched. */
export class WatchedStream implements FrameObserver {
  readonly #parts: WatchedStreamParts;
  #kept: KeptFrames | undefined;
  /** Frames are shown in their order, whichever is encoded first. */
  #last: Promise<void> = Promise.resolve();
  #encoding = false;

  constructor(parts: WatchedStreamParts) {
    this.#parts = parts;
  }

  onFrame(frame: StillFrame): void {
    if (this.#parts.live.watchers > 0) (this.#kept ??= new KeptFrames()).keep(frame);
    else this.#kept = undefined;
  }

  onAnswer(answer: FrameAnswer): void {
    const frame = this.#kept?.take(answer.stamp.index);
    if (frame === undefined || this.#parts.live.watchers === 0) return;
    // One at a time: whoever watches gets as many frames as can be encoded.
    if (frame.codec === 'raw' && this.#encoding) return;
    // Only now: what is awaited below must not change the figures.
    const show = this.#showing(answer);
    const picture = this.#pictureOf(frame);
    this.#last = this.#last.then(async () => show(await picture));
  }

  async #pictureOf(frame: StillFrame): Promise<Uint8Array> {
    if (frame.codec !== 'raw') return frame.data;
    this.#encoding = true;
    const picture = await this.#parts.pictures.make(frame);
    this.#encoding = false;
    return picture?.data ?? noPicture;
  }

  #showing({ stamp: { index, ptsUs }, outcome }: FrameAnswer): (picture: Uint8Array) => void {
    // A frame that failed has no size to draw it in.
    if (outcome instanceof Error) return () => undefined;
    const { live, meter, counts } = this.#parts;
    const { width, height, meta, timings } = outcome;
    const { fps, latencyMs } = meter;
    const figures = { timings, fps, latencyMs, drops: { ...counts.drops } };
    return (picture) => live.publish(picture, { index, ptsUs, width, height, meta, ...figures });
  }
}
