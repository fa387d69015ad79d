import { open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

/** Tells whether what a server has now is what it had when the first part was fetched. */
export interface Validator {
  readonly url: string;
  /** Strong ETag or Last-Modified date, to be sent as If-Range; undefined if the server gave neither. */
  readonly tag?: string | undefined;
}

/** A download that is not complete: the bytes so far in `PATH.part`, what they are a part of in `PATH.part.json`. */
export class PartialFile {
  readonly path: string;
  readonly #notePath: string;

  constructor(target: string) {
    this.path = `${target}.part`;
    this.#notePath = `${target}.part.json`;
  }

  async size(): Promise<number> {
    try {
      return (await stat(this.path)).size;
    } catch {
      return 0;
    }
  }

  /** What was noted for the bytes that are there, if it is about the same URL. */
  async validator(url: string): Promise<Validator | undefined> {
    try {
      const note = JSON.parse(await readFile(this.#notePath, 'utf8')) as Partial<
        Record<string, unknown>
      > | null;
      if (note?.url !== url) return undefined;
      return typeof note.tag === 'string' ? { url, tag: note.tag } : { url };
    } catch {
      return undefined;
    }
  }

  /** Opens for writing: from the start, or at the end of what is there. */
  async open(from: 'start' | 'end', validator: Validator): Promise<FileHandle> {
    await writeFile(this.#notePath, JSON.stringify(validator));
    return open(this.path, from === 'start' ? 'w' : 'a');
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
    await this.forget();
  }

  /** Removes the note; for a file that is complete and has been given its name. */
  async forget(): Promise<void> {
    await rm(this.#notePath, { force: true });
  }
}
