import type { SourceProblem } from '@farsight/media';
import type { Logger } from '../logging.js';

/**
 * What happens to a source, in the log: a line when it is lost, one when it is back, and one for the first of its other
 * problems, as a broken camera has many.
 */
export class SourceLog {
  readonly #logger: Logger;
  #problems = 0;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  problem({ error, away }: SourceProblem): void {
    // The message alone: it shows no password, which is more than can be said of every cause.
    const { message: reason } = error;
    if (away === true) {
      this.#logger.warn({ reason }, 'A source cannot be reached; it is tried again and again.');
    } else {
      this.#problems += 1;
      this.#logger[this.#problems === 1 ? 'warn' : 'debug']({ reason }, 'A source has a problem.');
    }
  }

  back(awayMs: number): void {
    this.#logger.info({ awayMs: Math.round(awayMs) }, 'A source can be reached again.');
  }
}
