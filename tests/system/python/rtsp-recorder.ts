import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { vi } from 'vitest';
import { endProcess } from '../../e2e/support/end-process.js';

/** Debian's Python: the one its GStreamer packages are for. */
const python = process.env.FARSIGHT_SYSTEM_PYTHON ?? '/usr/bin/python3';

/** A real RTSP server that takes streams: `rtsp://127.0.0.1:PORT/live`. */
export interface Recorder extends AsyncDisposable {
  readonly port: number;
  /** What it was sent: a file for each client that began to send, in order. */
  readonly files: readonly string[];
  /** Resolves when so many clients have begun to send. */
  begun(count: number): Promise<void>;
  /** Ends the server as a power cut does. */
  kill(): Promise<void>;
}

/**
 * Starts one.
 *
 * @param folder - for what it is sent
 * @param at - the port; default: any that is free
 */
export async function startRecorder(
  folder: string,
  { at = 0, user = [] }: { readonly at?: number; readonly user?: readonly string[] } = {},
): Promise<Recorder> {
  const script = join(import.meta.dirname, 'rtsp_recorder.py');
  const stdio = ['ignore', 'pipe', 'inherit'] as const;
  const server = spawn(python, [script, String(at), folder, ...user], { stdio: [...stdio] });
  const lines = createInterface({ input: server.stdout });
  const [port] = (await Promise.race([once(lines, 'line'), once(server, 'exit').then(() => [''])])) as [
    string,
  ];
  if (port === '') throw new Error('No RTSP server: install what docs/testing.md says.');
  const files: string[] = [];
  lines.on('line', (file) => files.push(file));
  const kill = (): Promise<void> => endProcess(server);
  return {
    port: Number(port),
    files,
    begun: (count) => vi.waitUntil(() => files.length >= count, { timeout: 60_000 }).then(() => undefined),
    kill,
    [Symbol.asyncDispose]: kill,
  };
}
