import { AV_NOPTS_VALUE } from 'node-av/constants';
import type { Ratio } from '../sources/source.js';

/** Assumed between two frames where nothing says how long a frame lasts: 25 frames a second. */
export const defaultFrameUs = 40_000;

/** A stamp further back than this belongs to a new count, not to a frame in the wrong order. */
export const restartUs = 1_000_000;

/** So many stamps in a row that are behind belong to a new count too. */
const mostBehind = 3;

/**
 * Turns a stream's time stamps into microseconds from its first frame, always growing. A missing stamp is one frame later
 * than the last, and so is one that repeats the last; one that is a little behind comes right after it; where the count
 * starts again (restarted cameras, joined files, clocks that were set), time goes on by one frame and later stamps count
 * from there.
 */
export class Timeline {
  readonly #usPerTick: number;
  readonly #frameUs: number;
  readonly #longestGapUs: number;
  #originTicks: bigint | undefined;
  #lastTicks: bigint | undefined;
  #lastUs: number | undefined;
  #shiftUs = 0;
  #behind = 0;

  /** @param longestGapUs - a stamp that is further ahead belongs to a new count; default: none is too far. */
  constructor(timeBase: Ratio, frameRate: Ratio | undefined, longestGapUs = Number.POSITIVE_INFINITY) {
    this.#usPerTick = (1e6 * timeBase.num) / timeBase.den;
    this.#frameUs = frameRate === undefined ? defaultFrameUs : (1e6 * frameRate.den) / frameRate.num;
    this.#longestGapUs = longestGapUs;
  }

  /** @param ticks time stamp of the next frame, in units of the time base. */
  next(ticks: bigint): number {
    const lastUs = this.#lastUs;
    const expectedUs = lastUs === undefined ? 0 : Math.round(lastUs + this.#frameUs);
    const says = ticks !== AV_NOPTS_VALUE && ticks !== this.#lastTicks;
    this.#lastUs = says ? this.#place(ticks, expectedUs, lastUs) : expectedUs;
    this.#lastTicks = ticks;
    return this.#lastUs;
  }

  #place(ticks: bigint, expectedUs: number, lastUs = -1): number {
    this.#originTicks ??= ticks - BigInt(Math.round(expectedUs / this.#usPerTick));
    const streamUs = Math.round(Number(ticks - this.#originTicks) * this.#usPerTick);
    const aheadUs = streamUs + this.#shiftUs - lastUs;
    this.#behind = aheadUs <= 0 ? this.#behind + 1 : 0;
    const isNewCount = aheadUs < -restartUs || aheadUs > this.#longestGapUs || this.#behind > mostBehind;
    if (isNewCount) {
      this.#shiftUs = expectedUs - streamUs;
      this.#behind = 0;
    }
    return Math.max(streamUs + this.#shiftUs, lastUs + 1);
  }
}
