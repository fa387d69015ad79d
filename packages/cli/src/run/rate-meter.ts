/** Counts events per second over the last moments. */
export class RateMeter {
  readonly #times: number[] = [];
  readonly #windowMs: number;

  constructor(windowMs = 2_000) {
    this.#windowMs = windowMs;
  }

  /**
   * Notes an event.
   *
   * @param nowMs - must not go back
   * @returns events per second; 0 for the first
   */
  tick(nowMs: number): number {
    this.#times.push(nowMs);
    while ((this.#times[0] ?? nowMs) < nowMs - this.#windowMs) this.#times.shift();
    const spanMs = nowMs - (this.#times[0] ?? nowMs);
    return spanMs > 0 ? ((this.#times.length - 1) * 1000) / spanMs : 0;
  }
}
