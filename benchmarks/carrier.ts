/**
 * Frames per second through one connection to a network that costs nothing: the whole server, executors and all, in a
 * process of its own. Beside it grpcio to grpcio (python/carrier.py), where a Python with grpcio and grpcio-tools is found.
 *
 *     npm run bench -- carrier
 *     PYTHON=venv/bin/python npm run bench -- carrier
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { RawLayout } from '@farsight/protocol';
import type { CarrierJob } from './carrier-client.js';
import { median, row } from './report.js';

const seconds = 5;
const rounds = 3;
const inFlight = 16;
const python = process.env.PYTHON ?? 'python3';
const pythonScript = fileURLToPath(new URL('../python/carrier.py', import.meta.url));

interface Payload {
  readonly label: string;
  readonly byteLength: number;
  readonly raw?: RawLayout;
  /** Frames per second to reach (design goals; none for raw frames). */
  readonly goal?: number;
}

const payloads: readonly Payload[] = [
  { label: '100 KB', byteLength: 100_000, goal: 2500 },
  {
    label: 'raw 1920x1080 RGBA',
    byteLength: 4 * 1920 * 1080,
    raw: { format: 'rgba', width: 1920, height: 1080, strideBytes: 4 * 1920 },
  },
];

interface Process {
  readonly child: ChildProcess;
  readonly lines: Interface;
  readonly port: number;
}

async function start(command: string, args: readonly string[]): Promise<Process> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  return { child, lines, port: Number(await nextLine(lines)) };
}

function nextLine(lines: Interface): Promise<string> {
  return new Promise((resolve) => lines.once('line', resolve));
}

/** What a client prints, each round in a process of its own, so that none has the memory of the one before. */
async function clientRounds(command: string, args: readonly string[]): Promise<number[]> {
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    rates.push(Number(await nextLine(createInterface({ input: child.stdout }))));
  }
  return rates;
}

/** Node to Node: the median of the rounds, and the server's CPU milliseconds per frame. */
async function ours({ byteLength, raw }: Payload): Promise<{ rate: number; cpuMs: number }> {
  const server = await start(process.execPath, [
    fileURLToPath(new URL('./carrier-server.js', import.meta.url)),
  ]);
  const job: CarrierJob = { port: server.port, seconds, inFlight, byteLength, raw };
  const script = fileURLToPath(new URL('./carrier-client.js', import.meta.url));
  const rates = await clientRounds(process.execPath, [script, JSON.stringify(job)]);
  const cpu = nextLine(server.lines);
  server.child.kill('SIGTERM');
  const frames = rates.reduce((sum, rate) => sum + rate * seconds, 0);
  return { rate: median(rates), cpuMs: Number(await cpu) / frames };
}

/** grpcio to grpcio, the same way. */
async function grpcio({ byteLength }: Payload): Promise<number> {
  const server = await start(python, [pythonScript, 'serve']);
  const rates = await clientRounds(python, [
    pythonScript,
    'send',
    String(server.port),
    String(byteLength),
    String(seconds),
  ]);
  server.child.kill();
  return median(rates);
}

/** Runs the benchmark and prints a table. */
export async function benchCarrier(): Promise<void> {
  const hasGrpcio = spawnSync(python, ['-c', 'import grpc_tools']).status === 0;
  if (!hasGrpcio)
    console.log(`(${python} has no grpcio-tools: no comparison with grpcio; set PYTHON to one that has.)`);
  console.log(`one connection, ${inFlight} frames in flight, ${rounds} rounds of ${seconds} s, median`);
  console.log(row(['payload', 'frames/s', 'goal', 'server CPU ms/frame', 'grpcio to grpcio', 'ratio']));
  console.log(row(Array<string>(6).fill('---')));
  for (const payload of payloads) {
    const { rate, cpuMs } = await ours(payload);
    const other = hasGrpcio ? await grpcio(payload) : undefined;
    console.log(
      row([
        payload.label,
        rate.toFixed(0),
        payload.goal === undefined ? '-' : `${payload.goal} (${(rate / payload.goal).toFixed(2)})`,
        cpuMs.toFixed(2),
        other?.toFixed(0) ?? '-',
        other === undefined ? '-' : (rate / other).toFixed(2),
      ]),
    );
  }
}
