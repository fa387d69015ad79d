import type { WriteStream } from 'node:tty';

/** Where text goes: stderr, or a test. */
export type TextOut = Pick<WriteStream, 'write'> & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;

/** The last line of a terminal, rewritten in place, with notes scrolling away above it. */
export class StatusLine {
  readonly #out: TextOut;
  #text = '';

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
    if (!this.live) return;
    this.#text = text.slice(0, this.columns);
    this.#out.write(`\r\u001b[2K${this.#text}`);
  }

  /** Writes a line that stays. */
  note(text: string): void {
    this.#out.write(this.#text === '' ? `${text}\n` : `\r\u001b[2K${text}\n${this.#text}`);
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#text !== '') this.#out.write('\r\u001b[2K');
    this.#text = '';
  }
}
