import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** An RTSP server of GStreamer's (docs/testing.md) in a process of its own. */
export interface CameraProcess extends Disposable {
  /** The words of the line it wrote when it began to listen; the first is its port. */
  readonly greeting: readonly string[];
}

/**
 * Starts a program of `python/` and waits for its first line. Disposal kills it.
 *
 * @param args - for the program
 */
export async function startCamera(program: string, args: readonly string[]): Promise<CameraProcess> {
  // From dist/, beside which the sources are.
  const path = fileURLToPath(new URL(`../python/${program}`, import.meta.url));
  // Debian's own Python has its bindings of GStreamer.
  const child = spawn('/usr/bin/python3', [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const [line = ''] = (await Promise.race([once(lines, 'line'), once(lines, 'close')])) as [string?];
  if (line === '')
    throw new Error(`${program} ended before it listened: see docs/testing.md for what it needs.`);
  return { greeting: line.split(' '), [Symbol.dispose]: () => void child.kill('SIGKILL') };
}
