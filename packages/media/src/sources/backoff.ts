/** Longest wait before the first attempt, in milliseconds; doubles with each that fails. */
const firstWaitMs = 500;
/** No wait is longer: what is switched on again is back within half a minute. */
const longestWaitMs = 30_000;

/**
 * How long to wait before each attempt to reach something that was lost: random halves of a doubling time, so that a hundred
 * cameras behind one switch do not come back at once.
 */
export class Backoff {
  readonly #random: () => number;
  #attempts = 0;

  /** @param random - 0..1 */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Milliseconds to wait before the next attempt. */
  nextMs(): number {
    const mostMs = Math.min(longestWaitMs, firstWaitMs * 2 ** this.#attempts);
    this.#attempts += 1;
    return (mostMs * (1 + this.#random())) / 2;
  }

  /** It has been reached: the next wait is a short one again. */
  reset(): void {
    this.#attempts = 0;
  }
}
