interface Size {
  readonly width: number;
  readonly height: number;
}

/** No frame of an MP4 can be shown for longer than 2^32 ticks of 1/90000 s: 13 hours. */
const mostGapUs = 12 * 3_600_000_000;

/**
 * Tells which file of a recording each frame belongs to, counted from 0. A new one begins when its time has come, and where
 * the picture changes its size, which a video file cannot.
 */
export class Segments {
  readonly #lengthUs: number;
  #size: Size | undefined;
  #number = 0;
  #originUs = 0;
  #lastUs = 0;
  #slot = 0;

  /** @param seconds - length of a segment; times count from the first frame. Default: no end */
  constructor(seconds = Infinity) {
    this.#lengthUs = 1e6 * seconds;
  }

  /** Takes the next frame that has a picture; returns the number of its segment. */
  next(ptsUs: number, { width, height }: Size): number {
    if (this.#size === undefined) this.#originUs = ptsUs;
    else if (this.#isNew(ptsUs, { width, height })) this.#number += 1;
    this.#size = { width, height };
    this.#slot = Math.max(this.#slot, this.#slotOf(ptsUs));
    this.#lastUs = ptsUs;
    return this.#number;
  }

  /** The segment that the last frame belongs to. */
  get current(): number {
    return this.#number;
  }

  #isNew(ptsUs: number, { width, height }: Size): boolean {
    const sameSize = this.#size?.width === width && this.#size.height === height;
    return !sameSize || this.#slotOf(ptsUs) > this.#slot || ptsUs - this.#lastUs > mostGapUs;
  }

  #slotOf(ptsUs: number): number {
    return Math.floor((ptsUs - this.#originUs) / this.#lengthUs);
  }
}
