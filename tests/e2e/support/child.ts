import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { endProcess } from './end-process.js';

/** A program of this folder in a process of its own, talking in lines. */
export class Child implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string, undefined>;

  constructor(script: string, ...args: readonly string[]) {
    const path = fileURLToPath(new URL(script, import.meta.url));
    this.#process = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#lines = linesOf(createInterface({ input: this.#process.stdout ?? process.stdin }));
  }

  /** The next line it prints. Fails if it ends instead. */
  async line(): Promise<string> {
    const line = await this.#lines.next();
    if (line.done === true) throw new Error('Expected a line from the child process, but it ended.');
    return line.value;
  }

  /** Ends it as a crash would: no time to say goodbye. */
  kill(): Promise<void> {
    return endProcess(this.#process);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}

async function* linesOf(lines: Interface): AsyncGenerator<string, undefined, undefined> {
  for await (const line of lines) yield line;
}
