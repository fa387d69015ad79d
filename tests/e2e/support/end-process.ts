import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/**
 * Ends a process, if it has not ended yet, and waits until it is gone.
 *
 * @param signal - default: as a crash or a power cut would, without time to say goodbye
 */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}
