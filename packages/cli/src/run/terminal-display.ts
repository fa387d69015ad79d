import type { PixelFrame } from '@farsight/client';
import type { TextOut } from '../terminal/status-line.js';
import type { Received, Receiver } from './receiver.js';

/** Pictures of text cannot be read faster than this. */
const intervalMs = 60;
/** Lines left for the progress below the picture. */
const spareRows = 2;

/** Shows annotated frames in a terminal with 24-bit colour: two pixels a character, the upper half block. */
export class TerminalDisplay implements Receiver {
  readonly wantsPixels = true;
  readonly #out: TextOut & { readonly rows?: number };
  #shownAt = -Infinity;

  constructor(out: TextOut & { readonly rows?: number }) {
    this.#out = out;
  }

  receive({ painted }: Received): void {
    const now = performance.now();
    if (painted === undefined || now - this.#shownAt < intervalMs) return;
    // The first picture makes itself room, the others are drawn over it.
    const start = this.#shownAt === -Infinity ? '\u001b[2J\u001b[H' : '\u001b[H';
    this.#shownAt = now;
    this.#out.write(start + halfBlocks(painted, this.#out.columns ?? 80, (this.#out.rows ?? 24) - spareRows));
  }

  close(): void {
    this.#out.write('\u001b[0m');
  }
}

/** An rgb24 frame as text of at most this size, each pixel the middle one of those it stands for. */
export function halfBlocks(frame: PixelFrame, columns: number, rows: number): string {
  const scale = Math.min(columns / frame.width, (2 * rows) / frame.height);
  const width = Math.max(1, Math.floor(frame.width * scale));
  const lines = Math.max(1, Math.floor((frame.height * scale) / 2));
  const rgb = (x: number, y: number): string => {
    const column = Math.floor(((x + 0.5) * frame.width) / width);
    const at = Math.floor(((y + 0.5) * frame.height) / (2 * lines)) * frame.strideBytes + 3 * column;
    return frame.data.subarray(at, at + 3).join(';');
  };
  let text = '';
  for (let line = 0; line < lines; line += 1) {
    for (let x = 0; x < width; x += 1) {
      text += `\u001b[38;2;${rgb(x, 2 * line)};48;2;${rgb(x, 2 * line + 1)}m▀`;
    }
    text += '\u001b[0m\n';
  }
  return text;
}
