import { open, type FileHandle } from 'node:fs/promises';
import { toNdjson, type JsonOptions, type LabelsByTask, type StreamInfo } from '@farsight/client';
import { outputError } from './output-error.js';
import type { Received, Receiver } from './receiver.js';

/** Writes one line of JSON per result into a file, or to stdout for `-`. */
export class ResultsFile implements Receiver {
  readonly wantsPixels = false;
  readonly #path: string;
  readonly #file: FileHandle | undefined;
  readonly #options: JsonOptions;
  readonly #onGone: () => void;
  #labels: LabelsByTask = {};

  private constructor(path: string, file: FileHandle | undefined, options: JsonOptions, onGone: () => void) {
    this.#options = options;
    this.#path = path;
    this.#file = file;
    this.#onGone = onGone;
    // Failures come to the callback of each write; without a listener they would end the process too.
    if (file === undefined) process.stdout.on('error', ignore);
  }

  /**
   * @param onGone - called when stdout is a pipe and whoever read it has ended, as `head` does
   * @throws FarsightError OUTPUT_FAILED
   */
  static async open(path: string, options: JsonOptions, onGone: () => void): Promise<ResultsFile> {
    if (path === '-') return new ResultsFile('standard output', undefined, options, onGone);
    try {
      return new ResultsFile(path, await open(path, 'w'), options, onGone);
    } catch (error) {
      throw outputError(error, path);
    }
  }

  begin({ labels }: StreamInfo): void {
    this.#labels = labels;
  }

  async receive({ item }: Received): Promise<void> {
    const line = toNdjson(item, this.#labels, this.#options);
    try {
      if (this.#file === undefined) await writeStdout(line);
      else await this.#file.write(line);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') this.#onGone();
      else throw outputError(error, this.#path);
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
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

function ignore(): void {
  // See the constructor.
}
