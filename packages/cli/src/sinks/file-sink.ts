import { open, type FileHandle } from 'node:fs/promises';
import { outputError } from '../run/output-error.js';
import { WrittenFiles, type SegmentFiles } from '../run/segment-files.js';
import type { ResultLine, ResultSink } from './result-sink.js';

/** Writes lines into a file, or a file per segment; each line is on its way to the disk when `write` resolves. */
export class FileSink implements ResultSink {
  readonly #fileOf: SegmentFiles;
  readonly #written = new WrittenFiles();
  #path: string;
  #file: FileHandle;
  /** Bytes of whole lines in the file. */
  #size = 0;

  private constructor(fileOf: SegmentFiles, path: string, file: FileHandle) {
    this.#fileOf = fileOf;
    this.#path = path;
    this.#file = file;
    this.#written.add(path);
  }

  /**
   * Opens the file of the first segment; what was in it is lost.
   *
   * @throws FarsightError OUTPUT_FAILED
   */
  static async open(fileOf: SegmentFiles): Promise<FileSink> {
    const path = fileOf(0);
    return new FileSink(fileOf, path, await create(path));
  }

  async write({ text, segment }: ResultLine): Promise<void> {
    const path = this.#fileOf(segment);
    if (path !== this.#path) await this.#begin(path);
    try {
      await this.#file.appendFile(text);
    } catch (error) {
      // Half a line would be no JSON.
      await this.#file.truncate(this.#size).catch(() => undefined);
      throw outputError(error, path);
    }
    this.#size += Buffer.byteLength(text);
  }

  async #begin(path: string): Promise<void> {
    const file = await create(path);
    await this.#file.close();
    this.#path = path;
    this.#file = file;
    this.#size = 0;
    this.#written.add(path);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  report(): readonly string[] {
    return this.#written.report();
  }
}

async function create(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'w');
  } catch (error) {
    throw outputError(error, path);
  }
}
