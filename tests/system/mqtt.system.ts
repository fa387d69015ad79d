import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MqttTopic } from '../../packages/cli/src/sinks/mqtt.js';
import { QueuedSink } from '../../packages/cli/src/sinks/queued-sink.js';
import { ManualClock } from '../../packages/cli/src/sinks/testing/manual-clock.js';
import { cli, CliProcess } from '../../packages/cli/src/testing/cli-process.js';
import { endProcess } from '../e2e/support/end-process.js';
import { freePort } from '../e2e/support/free-port.js';

const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
const mosquitto = folders.map((folder) => join(folder, 'mosquitto')).find((path) => existsSync(path));
const conveyor = fileURLToPath(new URL('../../samples/conveyor.mp4', import.meta.url));
const limits = { batchLines: 100, batchBytes: 1e6, batchAgeMs: 0, waitingBytes: 1e6 };

let folder: string;

interface Broker extends AsyncDisposable {
  readonly port: number;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
}

/** A broker of its own, which lets in everybody or nobody. */
async function startBroker(port: number, allowAnonymous = true): Promise<Broker> {
  const file = join(folder, `${port}.conf`);
  writeFileSync(file, `listener ${port} 127.0.0.1\nallow_anonymous ${allowAnonymous}\n`);
  const broker = spawn(mosquitto ?? '', ['-v', '-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  await running(broker);
  const kill = (): Promise<void> => endProcess(broker);
  return { port, kill, [Symbol.asyncDispose]: kill };
}

async function running(broker: ChildProcess): Promise<void> {
  let log = '';
  for await (const text of broker.stderr ?? []) {
    log += String(text);
    if (!/mosquitto version \S+ running/.test(log)) continue;
    broker.stderr?.resume();
    return;
  }
  throw new Error(`mosquitto ended with:\n${log}`);
}

interface Subscriber extends AsyncDisposable {
  readonly messages: { readonly topic: string; readonly text: string }[];
}

async function subscribe(port: number, topic: string): Promise<Subscriber> {
  const client = await connectAsync({ host: '127.0.0.1', port, protocol: 'mqtt', reconnectPeriod: 0 });
  const messages: Subscriber['messages'] = [];
  client.on('message', (name, payload) => messages.push({ topic: name, text: payload.toString() }));
  client.on('error', () => undefined);
  await client.subscribeAsync(topic, { qos: 1 });
  return { messages, [Symbol.asyncDispose]: () => client.endAsync(true) };
}

const until = (isSo: () => boolean): Promise<unknown> => vi.waitUntil(isSo, { timeout: 30_000 });

function sinkTo(url: string, notes: string[] = []) {
  const clock = new ManualClock();
  const note = (text: string): unknown => notes.push(text);
  const stop = new AbortController().signal;
  const transport = new MqttTopic(new URL(url), 'gate 7');
  const sink = new QueuedSink(transport, { limits, lossless: false, stop, note, clock, random: () => 1 });
  const write = async (from: number, to: number): Promise<void> => {
    for (let n = from; n < to; n += 1) await sink.write({ text: `{"n":${n}}\n`, segment: 0 });
  };
  return { sink, clock, write };
}

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `{"n":${from + i}}`);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'farsight-mqtt-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(mosquitto === undefined)('a real MQTT broker (skipped without mosquitto)', () => {
  it.each([0, 1])('gets every line in order, and knows who is online: QoS %s', async (qos) => {
    await using broker = await startBroker(await freePort());
    await using subscriber = await subscribe(broker.port, 'site/#');
    const { sink, write } = sinkTo(`mqtt://127.0.0.1:${broker.port}/site/{stream}?qos=${qos}`);
    await write(0, 250);
    await until(() => subscriber.messages.length === 251);
    await sink.close();
    await until(() => subscriber.messages.length === 252);
    const of = (name: string): string[] =>
      subscriber.messages.filter(({ topic }) => topic === name).map(({ text }) => text);
    expect(of('site/gate 7')).toEqual(numbers(0, 250));
    expect(of('site/gate 7/status')).toEqual(['online', 'offline']);
    expect(sink.deliveries()[0]).toContain('250 sent, 0 retries, 0 dropped');
  });

  it('may be restarted: what comes meanwhile waits', async () => {
    const port = await freePort();
    const notes: string[] = [];
    const { sink, clock, write } = sinkTo(`mqtt://127.0.0.1:${port}/site`, notes);
    {
      await using broker = await startBroker(port);
      await using subscriber = await subscribe(broker.port, 'site');
      await write(0, 10);
      await until(() => subscriber.messages.length === 10);
    }
    await write(10, 20);
    await clock.sleeping(500);
    await using broker = await startBroker(port);
    await using subscriber = await subscribe(broker.port, 'site');
    clock.advance(500);
    await until(() => subscriber.messages.length >= 10);
    await sink.close();
    expect(subscriber.messages.map(({ text }) => text)).toEqual(numbers(10, 20));
    expect(notes).toHaveLength(2);
    expect(notes[0]).toMatch(/^mqtt:\S+: .*(refused|lost); trying again\.$/);
    expect(sink.deliveries()[0]).toContain('20 sent, 1 retry, 0 dropped');
  });

  it('that does not let the run in is named, without the password', async () => {
    await using broker = await startBroker(await freePort(), false);
    const notes: string[] = [];
    const { sink, clock, write } = sinkTo(`mqtt://joe:hunter2@127.0.0.1:${broker.port}/site`, notes);
    await write(0, 1);
    await clock.sleeping(500);
    const closing = sink.close();
    clock.advance(10_000);
    await closing;
    expect(notes).toEqual([
      `mqtt://127.0.0.1:${broker.port}/site: user name or password were not accepted; trying again.`,
    ]);
    expect(sink.deliveries()[0]).toContain('0 sent, ');
  });
});

describe.skipIf(mosquitto === undefined)('farsight run --sink mqtt (skipped without mosquitto)', () => {
  it('publishes what it writes into the file, and its end, even a sudden one', async () => {
    await using broker = await startBroker(await freePort());
    await using subscriber = await subscribe(broker.port, 'farsight/#');
    const ports = ['--port', '0', '--http-port', '0'];
    await using server = new CliProcess('serve', 'codes-nano', ...ports, '--log-level', 'warn');
    const address = await server.printed('out', /farsight run (\S+) codes-nano/);
    const file = join(folder, 'results.ndjson');
    const run = ['run', address, 'codes-nano', conveyor];
    const sink = ['--sink', `mqtt://127.0.0.1:${broker.port}`];
    const { code, err } = await cli(...run, ...sink, '--max-frames', '30', '--results', file);
    expect(code).toBe(0);
    expect(err).toContain(
      `mqtt://127.0.0.1:${broker.port}/farsight/conveyor.mp4: 30 sent, 0 retries, 0 dropped`,
    );
    await until(() => subscriber.messages.length === 32);
    const texts = subscriber.messages.map(({ text }) => text);
    expect(texts.at(0)).toBe('online');
    expect(texts.at(-1)).toBe('offline');
    expect(texts.slice(1, -1)).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));

    await using child = new CliProcess(...run, ...sink, '--live');
    await until(() => subscriber.messages.length > 40);
    child.kill();
    await until(() => subscriber.messages.at(-1)?.text === 'offline');
    expect(subscriber.messages.at(-1)?.topic).toBe('farsight/conveyor.mp4/status');
  });
});
