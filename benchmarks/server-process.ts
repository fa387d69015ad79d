import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { CollectedMemory } from './collected-memory.js';

/** The real command in a process of its own, so that client and server do not share a main thread. */
export interface ServerProcess extends AsyncDisposable {
  /** Where it serves gRPC, `host:port`. */
  readonly address: string;
  /** Its page, `http://host:port`. */
  readonly page: string;
  readonly pid: number;
  /** Has all threads collect all garbage. */
  collect(): Promise<CollectedMemory>;
}

/**
 * Starts `farsight serve` on free ports and waits until it says where it listens. Disposal ends it as Ctrl-C does.
 *
 * @param args - what follows `serve`
 */
export async function startServer(args: readonly string[]): Promise<ServerProcess> {
  const main = fileURLToPath(new URL('../../packages/cli/dist/main.js', import.meta.url));
  const command = [main, 'serve', ...args, '--port', '0', '--http-port', '0', '--log-level', 'error'];
  const collector = new URL('collect-on-request.js', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', collector, ...command], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  }) as ChildProcessByStdio<null, Readable, null>;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let [address, page] = ['', ''];
  for await (const line of createInterface({ input: child.stdout })) {
    page = /http:\/\/[\d.]+:\d+/.exec(line)?.[0] ?? page;
    address = /(?<![/\d.])127\.0\.0\.1:\d+/.exec(line)?.[0] ?? address;
    if (address !== '' && page !== '') break;
  }
  if (address === '' || page === '') throw new Error('The server ended before it said where it listens.');
  child.stdout.resume();
  return {
    address,
    page,
    pid: child.pid ?? 0,
    collect: () => collected(child),
    async [Symbol.asyncDispose]() {
      child.kill('SIGINT');
      await exited;
    },
  };
}

async function collected(child: ChildProcess): Promise<CollectedMemory> {
  child.send('collect');
  const [memory] = (await once(child, 'message')) as [CollectedMemory];
  return memory;
}
