/** How long an input has been sending data of which no frame could be made. */
export class BlankTime {
  /** Milliseconds from which on it is too long. */
  readonly longestMs: number;
  readonly #now: () => number;
  #sinceMs: number | undefined;
  #told = false;

  /** @param now - milliseconds of a clock that never goes back; default: the machine's */
  constructor(longestMs: number, now: () => number = () => performance.now()) {
    this.longestMs = longestMs;
    this.#now = now;
  }

  /** Data came. Returns whether it is too long now, once each time. */
  grows(): boolean {
    const nowMs = this.#now();
    this.#sinceMs ??= nowMs;
    if (this.#told || nowMs - this.#sinceMs < this.longestMs) return false;
    this.#told = true;
    return true;
  }

  /** A frame came of it. */
  ends(): void {
    this.#sinceMs = undefined;
    this.#told = false;
  }
}
