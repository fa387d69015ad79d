import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { endProcess } from '../../e2e/support/end-process.js';

/** Debian's Python: the one its GStreamer packages are for. */
const python = process.env.FARSIGHT_SYSTEM_PYTHON ?? '/usr/bin/python3';

/** A real RTSP server that plays a camera: `rtsp://127.0.0.1:PORT/live`. */
export interface Camera extends AsyncDisposable {
  readonly port: number;
  /** Connections so far. */
  readonly clients: number;
  /** Plays another clip in the same format in place of the one that plays, without a break. */
  play(clip: string): void;
  /** Ends the server as a power cut does. */
  kill(): Promise<void>;
}

/** What a camera sends. */
export type CameraCodec = 'h264' | 'h265' | 'jpeg';

/** How a camera plays a clip. */
export interface ClipSettings {
  readonly codec?: CameraCodec;
  /** The frame to begin with, in the order of decoding; default: the first. */
  readonly begin?: number;
  /** Whether parameter sets come before each slice of a key frame. */
  readonly repeatsSets?: boolean;
  /** Whether it refuses to send media over TCP. */
  readonly udpOnly?: boolean;
  readonly user?: string;
  readonly password?: string;
}

/**
 * Starts a camera that shows a moving test picture.
 *
 * @param settings - codec (`h264`, `h265`, `vp8`, `vp9`, `jpeg`), and user and password if it is to want them
 * @param at - the port; default: any that is free
 */
export async function startCamera(settings: readonly string[], at = 0): Promise<Camera> {
  const [codec = 'h264', user, password] = settings;
  return start([codec, `--port=${at}`, ...credentials(user, password)]);
}

/** Starts a camera that shows a clip over and over, as it is coded, from its beginning for each client. */
export async function startClip(clip: string, settings: ClipSettings = {}): Promise<Camera> {
  const { codec = 'h264', begin = 0, repeatsSets = false, udpOnly = false, user, password } = settings;
  const flags = [...(repeatsSets ? ['--repeat-sets'] : []), ...(udpOnly ? ['--udp-only'] : [])];
  return start([codec, `--clip=${clip}`, `--begin=${begin}`, ...flags, ...credentials(user, password)]);
}

function credentials(user: string | undefined, password: string | undefined): string[] {
  return user === undefined ? [] : [`--user=${user}`, `--password=${password}`];
}

async function start(options: readonly string[]): Promise<Camera> {
  const script = join(import.meta.dirname, 'rtsp_server.py');
  const server = spawn(python, [script, ...options], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: server.stdout });
  const [port] = (await Promise.race([once(lines, 'line'), once(server, 'exit').then(() => [''])])) as [
    string,
  ];
  if (port === '') throw new Error('No RTSP server: install what docs/testing.md says.');
  let clients = 0;
  lines.on('line', () => (clients += 1));
  const kill = (): Promise<void> => endProcess(server);
  return {
    port: Number(port),
    get clients() {
      return clients;
    },
    play: (clip) => void server.stdin.write(`${clip}\n`),
    kill,
    [Symbol.asyncDispose]: kill,
  };
}
