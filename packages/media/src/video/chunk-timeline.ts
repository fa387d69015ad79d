import { AV_NOPTS_VALUE } from 'node-av/constants';
import type { Ratio } from '../sources/source.js';
import { defaultFrameUs } from './timeline.js';

/**
 * Presentation times of a stream's packets, in the order of decoding, in microseconds from the first key frame. A missing
 * one is a frame later than the latest. Where the count starts again (restarted cameras, joined files) time goes on by one
 * frame: a key frame is shown after all that was decoded before it, and one that says otherwise belongs to a new count.
 */
export class ChunkTimeline {
  readonly #usPerTick: number;
  readonly #frameUs: number;
  #originTicks: bigint | undefined;
  #shiftUs = 0;
  #latestUs: number | undefined;

  constructor(timeBase: Ratio, frameRate: Ratio | undefined) {
    this.#usPerTick = (1e6 * timeBase.num) / timeBase.den;
    this.#frameUs = frameRate === undefined ? defaultFrameUs : (1e6 * frameRate.den) / frameRate.num;
  }

  /** @param ticks presentation time of the next packet, in units of the time base. */
  next(ticks: bigint, keyFrame: boolean): number {
    const latestUs = this.#latestUs;
    const expectedUs = latestUs === undefined ? 0 : Math.round(latestUs + this.#frameUs);
    const ptsUs = ticks === AV_NOPTS_VALUE ? expectedUs : this.#place(ticks, keyFrame, expectedUs);
    this.#latestUs = Math.max(latestUs ?? ptsUs, ptsUs);
    return ptsUs;
  }

  #place(ticks: bigint, keyFrame: boolean, expectedUs: number): number {
    this.#originTicks ??= ticks - BigInt(Math.round(expectedUs / this.#usPerTick));
    const streamUs = Math.round(Number(ticks - this.#originTicks) * this.#usPerTick);
    const isNewCount = keyFrame && this.#latestUs !== undefined && streamUs + this.#shiftUs <= this.#latestUs;
    if (isNewCount) this.#shiftUs = expectedUs - streamUs;
    return streamUs + this.#shiftUs;
  }
}
