import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const python = process.env.FARSIGHT_SYSTEM_PYTHON ?? '/usr/bin/python3';

/** How a command in a terminal ended. */
export interface TerminalEnd {
  /** Exit code; negative: the signal that killed it. */
  readonly code: number;
  /** Whether the terminal is as a shell expects it: it shows what is typed, takes lines, and Ctrl-C is a signal. */
  readonly usual: boolean;
}

/** A command in a pseudo terminal. */
export class PseudoTerminal implements AsyncDisposable {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #closed: Promise<unknown>;
  #errors = '';
  /** All that was shown so far, a character per byte. */
  shown = '';

  constructor(
    size: readonly [rows: number, columns: number],
    environment: Readonly<Record<string, string>>,
    command: readonly string[],
  ) {
    const script = join(import.meta.dirname, 'pseudo_terminal.py');
    const { PATH = '', HOME = '' } = process.env;
    this.#process = spawn(python, [script, ...size.map(String), ...command], {
      env: { PATH, HOME, ...environment },
    });
    this.#closed = once(this.#process, 'close');
    this.#process.stdout.on('data', (bytes: Buffer) => (this.shown += bytes.toString('latin1')));
    this.#process.stderr.on('data', (bytes: Buffer) => (this.#errors += bytes.toString()));
  }

  /** Resolves when the pattern has been shown, after `from` characters. */
  async showed(pattern: RegExp, from = 0): Promise<void> {
    const ended = this.#closed.then(() => true);
    while (!pattern.test(this.shown.slice(from))) {
      const over = await Promise.race([once(this.#process.stdout, 'data').then(() => false), ended]);
      if (over && !pattern.test(this.shown.slice(from))) {
        throw new Error(
          `Expected ${String(pattern)} but it ended with: ${this.#errors}${this.shown.slice(-500)}`,
        );
      }
    }
  }

  /** Types, or answers as the terminal. */
  type(text: string): void {
    this.#order(`type ${Buffer.from(text, 'latin1').toString('hex')}`);
  }

  resize(rows: number, columns: number): void {
    this.#order(`size ${rows} ${columns}`);
  }

  /** Takes nothing more of what the command writes. */
  pause(): void {
    this.#order('pause');
  }

  signal(number: number): void {
    this.#order(`signal ${number}`);
  }

  async ended(): Promise<TerminalEnd> {
    await this.#closed;
    return JSON.parse(this.#errors.trimEnd().split('\n').at(-1) ?? '') as TerminalEnd;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#closed;
  }

  #order(line: string): void {
    this.#process.stdin.write(`${line}\n`);
  }
}
