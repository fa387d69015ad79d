import { outputError } from '../run/output-error.js';
import type { ResultLine, ResultSink } from './result-sink.js';

/** Writes lines to standard output. */
export class StdoutSink implements ResultSink {
  readonly #onGone: () => void;

  /** @param onGone - called when it is a pipe and whoever read it has ended, as `head` does */
  constructor(onGone: () => void) {
    this.#onGone = onGone;
  }

  async write({ text }: ResultLine): Promise<void> {
    try {
      await writeStdout(text);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') this.#onGone();
      else throw outputError(error, 'Standard output');
    }
  }

  close(): void {
    // It is not ours to close.
  }
}

function writeStdout(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
