import { maxPicturesKeptBack } from '@farsight/protocol';
import { AV_NOPTS_VALUE } from 'node-av/constants';
import type { Ratio } from '../sources/source.js';
import { defaultFrameUs, restartUs } from './timeline.js';

/**
 * Presentation times of a stream's packets, in the order of decoding, in microseconds from the first key frame. A missing
 * one, or one that repeats the last, is a frame later than the latest. Where the count starts again (restarted cameras, joined
 * files, clocks that were set) time goes on by one frame: a key frame is shown after all that was decoded before it, and one
 * that says otherwise belongs to a new count; so does what is further back than the order of presentation can take it.
 */
export class ChunkTimeline {
  readonly #usPerTick: number;
  readonly #frameUs: number;
  readonly #longestGapUs: number;
  /** No picture is shown so long before one that is decoded earlier. */
  readonly #mostBackUs: number;
  #originTicks: bigint | undefined;
  #lastTicks: bigint | undefined;
  #shiftUs = 0;
  #latestUs: number | undefined;

  /** @param longestGapUs - a time that is further ahead belongs to a new count; default: none is too far. */
  constructor(timeBase: Ratio, frameRate: Ratio | undefined, longestGapUs = Number.POSITIVE_INFINITY) {
    this.#usPerTick = (1e6 * timeBase.num) / timeBase.den;
    this.#frameUs = frameRate === undefined ? defaultFrameUs : (1e6 * frameRate.den) / frameRate.num;
    this.#longestGapUs = longestGapUs;
    this.#mostBackUs = Math.max(restartUs, (maxPicturesKeptBack + 1) * this.#frameUs);
  }

  /** @param ticks presentation time of the next packet, in units of the time base. */
  next(ticks: bigint, keyFrame: boolean): number {
    const latestUs = this.#latestUs;
    const expectedUs = latestUs === undefined ? 0 : Math.round(latestUs + this.#frameUs);
    const says = ticks !== AV_NOPTS_VALUE && ticks !== this.#lastTicks;
    const ptsUs = says ? this.#place(ticks, keyFrame, expectedUs) : expectedUs;
    this.#lastTicks = ticks;
    this.#latestUs = Math.max(latestUs ?? ptsUs, ptsUs);
    return ptsUs;
  }

  #place(ticks: bigint, keyFrame: boolean, expectedUs: number): number {
    this.#originTicks ??= ticks - BigInt(Math.round(expectedUs / this.#usPerTick));
    const streamUs = Math.round(Number(ticks - this.#originTicks) * this.#usPerTick);
    if (this.#isNewCount(streamUs + this.#shiftUs, keyFrame)) this.#shiftUs = expectedUs - streamUs;
    return streamUs + this.#shiftUs;
  }

  #isNewCount(ptsUs: number, keyFrame: boolean): boolean {
    if (this.#latestUs === undefined) return false;
    const aheadUs = ptsUs - this.#latestUs;
    return aheadUs > this.#longestGapUs || aheadUs <= (keyFrame ? 0 : -this.#mostBackUs);
  }
}
