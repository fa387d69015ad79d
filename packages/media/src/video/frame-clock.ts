import { AV_NOPTS_VALUE } from 'node-av/constants';
import { ticksPerSecond } from './h264-encoder.js';
import type { NativeFrame } from './native-handles.js';
import { Timeline } from './timeline.js';

/** How long a frame is shown if nothing tells: as of 25 a second. */
const defaultFrameTicks = ticksPerSecond / 25;

/** Gives frames for an encoder their times: in its ticks, from 0, always growing as `Timeline` says. */
export class FrameClock {
  readonly #timeline = new Timeline({ num: 1, den: 1_000_000 }, undefined);
  #lastTicks = -1;
  #frameTicks = defaultFrameTicks;

  /** Sets the frame's pts, and as its duration that of the frame before; returns the pts in ticks. */
  stamp(frame: NativeFrame, ptsUs: number): number {
    const us = this.#timeline.next(Number.isFinite(ptsUs) ? BigInt(Math.round(ptsUs)) : AV_NOPTS_VALUE);
    const ticks = Math.max(Math.round((us * ticksPerSecond) / 1e6), this.#lastTicks + 1);
    if (this.#lastTicks >= 0) this.#frameTicks = ticks - this.#lastTicks;
    this.#lastTicks = ticks;
    frame.pts = BigInt(ticks);
    frame.duration = BigInt(this.#frameTicks);
    return ticks;
  }
}
