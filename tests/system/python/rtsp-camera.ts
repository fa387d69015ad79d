import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Debian's Python: the one its GStreamer packages are for. */
const python = process.env.FARSIGHT_SYSTEM_PYTHON ?? '/usr/bin/python3';

/** A real RTSP server that plays a camera: `rtsp://127.0.0.1:PORT/live`. */
export interface Camera extends AsyncDisposable {
  readonly port: number;
  /** Connections so far. */
  readonly clients: number;
  /** Ends the server as a power cut does. */
  kill(): Promise<void>;
}

/**
 * Starts one.
 *
 * @param settings - codec (`h264`, `h265`, `jpeg`), and user and password if it is to want them
 * @param at - the port; default: any that is free
 */
export async function startCamera(settings: readonly string[], at = 0): Promise<Camera> {
  const script = join(import.meta.dirname, 'rtsp_server.py');
  const server = spawn(python, [script, String(at), ...settings], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: server.stdout });
  const [port] = (await Promise.race([once(lines, 'line'), once(server, 'exit').then(() => [''])])) as [
    string,
  ];
  if (port === '') throw new Error('No RTSP server: install what docs/testing.md says.');
  let clients = 0;
  lines.on('line', () => (clients += 1));
  const kill = (): Promise<void> => end(server);
  return {
    port: Number(port),
    get clients() {
      return clients;
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = once(server, 'exit');
  server.kill('SIGKILL');
  await exit;
}
