/** Milliseconds that figures of the recent past are about. */
export const recentMs = 5_000;

const bucketMs = 500;
const buckets = recentMs / bucketMs;

/** What was added in the last {@link recentMs}, in steps of half a second. Costs the same however much is added. */
export class SlidingSum {
  readonly #sums = new Float64Array(buckets);
  readonly #now: () => number;
  readonly #startedMs: number;
  /** Number of the newest bucket since the clock's zero. */
  #newest: number;

  /** @param now - milliseconds of a clock that never goes back */
  constructor(now: () => number) {
    this.#now = now;
    this.#startedMs = now();
    this.#newest = Math.floor(this.#startedMs / bucketMs);
  }

  add(amount: number): void {
    this.#advance();
    const at = this.#newest % buckets;
    this.#sums[at] = (this.#sums[at] ?? 0) + amount;
  }

  /** The sum divided by the seconds it was gathered in: less than the whole span at first, never less than half a second. */
  perSecond(): number {
    this.#advance();
    const now = this.#now();
    // The newest bucket is not over, the oldest begins a whole span before it.
    const coveredMs = recentMs - bucketMs + (now % bucketMs);
    const spanMs = Math.max(bucketMs, Math.min(coveredMs, now - this.#startedMs));
    return (1000 * this.#sums.reduce((sum, part) => sum + part, 0)) / spanMs;
  }

  #advance(): void {
    const bucket = Math.floor(this.#now() / bucketMs);
    for (let passed = Math.min(buckets, bucket - this.#newest); passed > 0; passed -= 1) {
      this.#sums[(bucket - passed + 1) % buckets] = 0;
    }
    this.#newest = bucket;
  }
}
