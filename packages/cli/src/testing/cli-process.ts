import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The command's file. */
export const bin = fileURLToPath(new URL('../../bin/farsight.js', import.meta.url));

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The built `farsight` command as a process of its own. */
export class CliProcess implements AsyncDisposable {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #closed: Promise<unknown>;
  out = '';
  err = '';

  constructor(...args: readonly string[]) {
    this.#process = spawn(process.execPath, [bin, ...args]);
    this.#closed = once(this.#process, 'close');
    this.#process.stdin.end();
    this.#process.stdout.on('data', (chunk: Buffer) => (this.out += chunk.toString()));
    this.#process.stderr.on('data', (chunk: Buffer) => (this.err += chunk.toString()));
  }

  /** What `pattern` captures first, as soon as it is printed. Fails if the process ends without. */
  async printed(where: 'out' | 'err', pattern: RegExp): Promise<string> {
    const stream = where === 'out' ? this.#process.stdout : this.#process.stderr;
    const ended = this.#closed.then(() => 'ended');
    for (;;) {
      const match = pattern.exec(this[where]);
      if (match !== null) return match[1] ?? match[0];
      const next = await Promise.race([once(stream, 'data'), ended]);
      if (next === 'ended' && !pattern.test(this[where])) {
        throw new Error(`Expected ${String(pattern)} but it ended with:\n${this.out}\n${this.err}`);
      }
    }
  }

  /** Stops reading what it prints, as `head` does. */
  closeOutput(): void {
    this.#process.stdout.destroy();
  }

  /** Ctrl-C. */
  interrupt(): void {
    this.#process.kill('SIGINT');
  }

  /** What a crash does. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }

  async ended(): Promise<Ended> {
    await this.#closed;
    return { code: this.#process.exitCode, out: this.out, err: this.err };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) this.#process.kill('SIGKILL');
    await this.#closed;
  }
}

/** Runs the command to its end. */
export async function cli(...args: readonly string[]): Promise<Ended> {
  await using child = new CliProcess(...args);
  return await child.ended();
}
