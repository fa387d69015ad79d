import type { WriteStream } from 'node:tty';

/** Where text goes: stderr, or a test. */
export type TextOut = Pick<WriteStream, 'write'> & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;

/** Kept while others have the terminal. */
const mostNotes = 100;

/** The last line of a terminal, rewritten in place, with notes scrolling away above it. */
export class StatusLine {
  readonly #out: TextOut;
  #text = '';
  #suspended: { readonly notes: string[]; readonly onNote: (text: string) => void } | undefined;

  constructor(out: TextOut) {
    this.#out = out;
  }

  /** Whether there is a terminal; without one nothing but notes is written. */
  get live(): boolean {
    return this.#out.isTTY === true;
  }

  /** Characters that fit on the line. */
  get columns(): number {
    return (this.#out.columns ?? 80) - 1;
  }

  /** Replaces the line. */
  show(text: string): void {
    if (!this.live || this.#suspended !== undefined) return;
    this.#text = text.slice(0, this.columns);
    this.#out.write(`\r\u001b[2K${this.#text}`);
  }

  /** Writes a line that stays. */
  note(text: string): void {
    if (this.#suspended !== undefined) {
      this.#suspended.onNote(text);
      this.#suspended.notes.push(text);
      if (this.#suspended.notes.length > mostNotes) this.#suspended.notes.shift();
      return;
    }
    this.#out.write(this.#text === '' ? `${text}\n` : `\r\u001b[2K${text}\n${this.#text}`);
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#text !== '') this.#out.write('\r\u001b[2K');
    this.#text = '';
  }

  /** Writes nothing more to the terminal until {@link resume}: something else has all of it. Notes are passed on, and kept. */
  suspend(onNote: (text: string) => void): void {
    if (!this.live) return;
    this.clear();
    this.#suspended = { notes: [], onNote };
  }

  /** Writes what was noted meanwhile, the last hundred notes at most. */
  resume(): void {
    const notes = this.#suspended?.notes ?? [];
    this.#suspended = undefined;
    for (const text of notes) this.note(text);
  }
}
