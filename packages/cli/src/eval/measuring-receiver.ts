import type { Received, Receiver } from '../run/receiver.js';
import type { Measure } from './measures/measure.js';

/** Hands the results of one task to a measure. */
export class MeasuringReceiver implements Receiver {
  readonly wantsPixels = false;
  readonly #measure: Measure;
  readonly #task: string;
  readonly #beginMs = performance.now();
  /** Pictures with a result or a failure. */
  pictures = 0;
  /** Pictures that could not be read or run; nothing was found on them. */
  failed = 0;
  firstFailure = '';

  constructor(measure: Measure, task: string) {
    this.#measure = measure;
    this.#task = task;
  }

  async receive({ item: { stamp, meta, width, height, error } }: Received): Promise<void> {
    this.pictures += 1;
    if (error !== undefined) {
      this.failed += 1;
      this.firstFailure ||= error.message;
      await this.#measure.add(stamp.index, undefined, undefined);
    } else {
      await this.#measure.add(stamp.index, meta[this.#task], { width, height });
    }
  }

  /** Since it was made. */
  get seconds(): number {
    return (performance.now() - this.#beginMs) / 1000;
  }

  close(): void {
    // Holds nothing.
  }
}
