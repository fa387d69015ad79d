import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { WriteStream } from 'node:tty';
import { kittyDelete } from './pictures/kitty.js';

/** Another screen than the shell's, empty; no cursor; lines that are too long are cut. */
const enter = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J';
/** Ends what may be half written, then everything as it was. */
const leave = `\u001b\\\u001b[?2026l\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l`;
/** What is between these shows up at once, where the terminal knows them; others pass over them. */
const beginUpdate = '\u001b[?2026h';
const endUpdate = '\u001b[?2026l';

/** What is still on its way to a slow terminal gets so long at the end. */
const flushMs = 300;

/** The whole of a terminal, until it is closed: however the process ends, short of being killed, the shell gets it back. */
export class TerminalScreen {
  readonly #fd: number;
  readonly #out: WriteStream;
  #writing = false;
  #leave = leave;
  #open = true;

  /** @param fd - of standard output or error, where that is a terminal */
  constructor(fd: number) {
    this.#fd = fd;
    this.#out = new WriteStream(fd);
    // Node makes terminals block the process while they are slow; a stream that is watched must not wait for who watches.
    handleOf(this.#out)?.setBlocking?.(false);
    this.#out.on('error', () => undefined);
    process.on('exit', this.#leaveNow);
    this.#out.write(enter);
  }

  /** Whether the terminal has not taken everything yet. */
  get busy(): boolean {
    return this.#writing;
  }

  /** Writes what shows nothing, such as a question. */
  ask(text: string): void {
    this.#out.write(text);
  }

  /** From now on kitty's picture is taken away at the end. */
  holdsKittyPicture(): void {
    this.#leave = kittyDelete + leave;
  }

  /** Writes all parts at once; resolves when the terminal has taken them. */
  async draw(...parts: readonly (string | Uint8Array)[]): Promise<void> {
    if (!this.#open) return;
    this.#writing = true;
    const all = [beginUpdate, ...parts, endUpdate].map((part) => Buffer.from(part));
    await new Promise<void>((resolve) => {
      // An error is none: nobody looks at a terminal that is gone.
      this.#out.write(Buffer.concat(all), () => resolve());
    });
    this.#writing = false;
  }

  /** Gives the terminal back. */
  async close(): Promise<void> {
    if (!this.#open) return;
    const waited = new AbortController();
    const taken = new Promise<void>((resolve) => this.#out.write('', () => resolve()));
    await Promise.race([taken, delay(flushMs, undefined, { signal: waited.signal }).catch(() => undefined)]);
    waited.abort();
    this.#leaveNow();
    process.off('exit', this.#leaveNow);
  }

  /** What is still waiting is lost; the terminal takes these few bytes, or never will. */
  readonly #leaveNow = (): void => {
    if (!this.#open) return;
    this.#open = false;
    // The stream's own opening of the terminal: that of the process blocks.
    const isTaken = writeBounded(handleOf(this.#out)?.fd ?? this.#fd, this.#leave);
    this.#out.destroy();
    if (!isTaken) loseWhatFollows();
  };
}

/** What Node has below a stream and does not document: each part may be missing. */
interface Handle {
  readonly fd?: number;
  readonly setBlocking?: (on: boolean) => void;
}

function handleOf(stream: object): Handle | undefined {
  return (stream as { _handle?: Handle })._handle;
}

/** A terminal that takes nothing any more would hold the process up with what it still says, for as long as it likes. */
function loseWhatFollows(): void {
  for (const stream of [process.stdout, process.stderr]) if (stream.isTTY) stream.cork();
}

/** Writes, as far as the terminal takes it within a moment. @returns whether it took all */
function writeBounded(fd: number, text: string): boolean {
  const wait = new Int32Array(new SharedArrayBuffer(4));
  let rest = Buffer.from(text);
  for (let attempt = 0; attempt < 50 && rest.length > 0; attempt += 1) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      // Any other: there is no terminal any more.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return true;
      Atomics.wait(wait, 0, 0, 5);
    }
  }
  return rest.length === 0;
}
