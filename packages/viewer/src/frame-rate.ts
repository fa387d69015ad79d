/** Frames that are looked at. */
const most = 30;

/** How many frames come in a second, over the latest ones. */
export class FrameRate {
  readonly #timesMs: number[] = [];

  /** Notes that a frame came now. */
  add(nowMs: number): void {
    this.#timesMs.push(nowMs);
    if (this.#timesMs.length > most) this.#timesMs.shift();
  }

  /** Per second; undefined before the second frame. */
  get perSecond(): number | undefined {
    const [first = 0, last = 0] = [this.#timesMs[0], this.#timesMs.at(-1)];
    return last > first ? (1000 * (this.#timesMs.length - 1)) / (last - first) : undefined;
  }
}
