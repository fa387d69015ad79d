import type { StatusLine } from '../terminal/status-line.js';
import { progressBar, progressText } from './progress-text.js';
import type { Received, Receiver } from './receiver.js';

/** A terminal is rewritten this often, at most; elsewhere a line is added this often. */
const intervalMs = { terminal: 100, plain: 5_000 };

/** A broken camera must not fill the terminal. */
const maxFailureNotes = 10;

/** Shows how far a run is: a bar on a terminal, a line now and then elsewhere. */
export class Progress implements Receiver {
  readonly wantsPixels = false;
  readonly #line: StatusLine;
  readonly #total: number | undefined;
  readonly #fileOf: (index: number) => string | undefined;
  readonly #begin = performance.now();
  #shownAt = this.#begin;
  #frames = 0;
  #failures = 0;

  /** @param fileOf - the file that a frame is, if it is one */
  constructor(
    line: StatusLine,
    total: number | undefined,
    fileOf: (index: number) => string | undefined = () => undefined,
  ) {
    this.#line = line;
    this.#total = total;
    this.#fileOf = fileOf;
  }

  receive({ item, fps, drops }: Received): void {
    this.#frames += 1;
    if (item.error !== undefined) this.#noteFailure(item.stamp.index, item.error.message);
    const now = performance.now();
    if (now - this.#shownAt < (this.#line.live ? intervalMs.terminal : intervalMs.plain)) return;
    this.#shownAt = now;
    const elapsedS = (now - this.#begin) / 1000;
    const state = { frames: this.#frames, total: this.#total, elapsedS, fps, drops };
    if (this.#line.live) this.#line.show(progressBar(state, this.#line.columns));
    else this.#line.note(progressText(state));
  }

  close(): void {
    this.#line.clear();
  }

  #noteFailure(index: number, message: string): void {
    this.#failures += 1;
    // A single frame's failure is what the run ends with.
    if (this.#total === 1) return;
    const name = this.#fileOf(index) ?? `Frame ${index}`;
    const text = message.includes(name) ? message : `${name} failed: ${message}`;
    if (this.#failures <= maxFailureNotes) this.#line.note(text);
    if (this.#failures === maxFailureNotes) this.#line.note('Further failures are only counted.');
  }
}
