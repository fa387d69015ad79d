import type { ReadStream } from 'node:tty';
import { TerminalReader, type TerminalAnswers } from './terminal-answers.js';

/** What is used of standard input. */
export type KeyIn = Pick<ReadStream, 'isTTY' | 'setRawMode' | 'on' | 'off' | 'resume' | 'pause'>;

const ctrlC = '\u0003';

/**
 * Reads keys and the terminal's answers, as long as it is open: nothing that is typed or answered late shows up on the
 * screen or in the shell. Ctrl-C is passed on as the signal that it is otherwise.
 */
export class TerminalInput implements Disposable {
  readonly #input: KeyIn;
  readonly #onQuit: () => void;
  readonly #reader = new TerminalReader();
  #answered: (() => void) | undefined;

  /** @param onQuit - called when somebody presses q */
  constructor(input: KeyIn, onQuit: () => void) {
    this.#input = input;
    this.#onQuit = onQuit;
    input.setRawMode(true);
    input.on('data', this.#read);
    input.resume();
  }

  get answers(): Readonly<TerminalAnswers> {
    return this.#reader.answers;
  }

  /** Resolves when the terminal has told its attributes, which it is asked for last; or when the time is over. */
  answered(mostMs: number): Promise<void> {
    if (this.answers.attributes !== undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, mostMs);
      this.#answered = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  [Symbol.dispose](): void {
    this.#input.off('data', this.#read);
    this.#input.setRawMode(false);
    this.#input.pause();
    this.#answered?.();
  }

  readonly #read = (bytes: Buffer): void => {
    const keys = this.#reader.read(bytes);
    // Who hears it as a signal decides what a second one does.
    if (keys.includes(ctrlC)) process.emit('SIGINT', 'SIGINT');
    if (keys.includes('q')) this.#onQuit();
    // Who wants to leave waits for no answer.
    if (/[q\x03]/.test(keys) || this.answers.attributes !== undefined) this.#answered?.();
  };
}
