import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ResultJson } from '@farsight/client';
import { openSource } from '@farsight/media';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bin, cli, CliProcess } from './testing/cli-process.js';

const conveyor = fileURLToPath(new URL('../../../samples/conveyor.mp4', import.meta.url));

let folder: string;
let server: CliProcess;
let address: string;
let run: readonly string[];
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'farsight-recording-'));
  const ports = ['--port', '0', '--http-port', '0'];
  const sources = ['--source', `belt=${conveyor}`];
  server = new CliProcess('serve', 'codes-nano', ...ports, ...sources, '--log-level', 'warn');
  address = await server.printed('out', /farsight run (\S+) codes-nano/);
  run = ['run', address, 'codes-nano', conveyor];
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

function lines(text: string): ResultJson[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ResultJson);
}

const linesOf = (name: string): ResultJson[] => lines(readFileSync(at(name), 'utf8'));

/** Times of the frames of a video. */
async function timesOf(name: string): Promise<number[]> {
  await using source = await openSource(at(name));
  const times: number[] = [];
  for await (const { stamp } of source) times.push(stamp.ptsUs);
  return times;
}

describe('a recording of farsight run', () => {
  it('plays up to its last second after kill -9', async () => {
    await using child = new CliProcess(...run, '--output', at('killed.mp4'), '--results', '-');
    await child.printed('out', /"index":40,/);
    child.kill();
    const { code, out } = await child.ended();
    expect(code).toBeNull();
    // The last line may be cut: it went through a pipe.
    const known = lines(out.slice(0, out.lastIndexOf('\n')));
    const times = await timesOf('killed.mp4');
    expect(times[0]).toBe(0);
    expect(times).toEqual(times.map((_, i) => 40_000 * i));
    expect(times.at(-1)).toBeGreaterThan(known.at(-1)!.ptsUs - 1_000_000);
  });

  it('is split into files, the same frames in videos and results, and finished on Ctrl-C', async () => {
    await using child = new CliProcess(
      ...[...run, '--segment', '1', '--output', at('part.mp4'), '--results', at('part.ndjson')],
    );
    await vi.waitUntil(() => existsSync(at('part-002.ndjson')), { timeout: 20_000 });
    child.interrupt();
    const { code, err } = await child.ended();
    expect(code).toBe(0);
    expect(err).toMatch(/Written: .*part-000\.mp4 to .*part-0\d\d\.mp4 \(\d+ files\)/);
    const results = readdirSync(folder).filter((name) => /^part-.*ndjson$/.test(name));
    expect(results.length).toBeGreaterThanOrEqual(3);
    const frames = results.map(linesOf);
    expect(frames.flat().map(({ index }) => index)).toEqual([...frames.flat().keys()]);
    for (const [i, name] of results.entries()) {
      const times = frames[i]!.map(({ ptsUs }) => ptsUs - 1_000_000 * i);
      expect(await timesOf(name.replace('ndjson', 'mp4'))).toEqual(times);
    }
  });

  it.each([
    ['--output', 'full.mp4', 1200],
    ['--results', 'full.ndjson', 48],
  ])('says that the disk is full, and keeps what is written: %s', async (flag, name, blocks) => {
    // No file may be longer than so many blocks, of 512 bytes or 1 KB: as a disk that is full, for one process.
    const limit = `ulimit -f ${blocks}; exec "$@"`;
    const limited = ['-c', limit, 'sh', process.execPath, bin, ...run, flag, at(name)];
    const failure: unknown = await promisify(execFile)('sh', limited).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(new RegExp(`^farsight: .*${name}.*large`, 'm')) as string,
    });
    const indices = flag === '--output' ? await timesOf(name) : linesOf(name).map(({ index }) => index);
    expect(indices.length).toBeGreaterThan(10);
    expect(indices).toEqual(indices.map((_, i) => (flag === '--output' ? 40_000 * i : i)));
  });

  it('needs something that can be split', async () => {
    const err = 'farsight: Expected --output or --results FILE with --segment.\n';
    expect(await cli(...run, '--segment', '5', '--results', '-')).toEqual({ code: 1, out: '', err });
  });
});

describe('a sink of farsight run', () => {
  it('gets the lines that the file gets, and is said to have them', async () => {
    let received = '';
    const hook = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => (received += chunk.toString()));
      request.on('end', () => response.writeHead(request.headers['x-gate'] === '7' ? 204 : 403).end());
    }).listen(0, '127.0.0.1');
    await once(hook, 'listening');
    const { port } = hook.address() as AddressInfo;
    const { code, err } = await cli(
      ...[...run, '--max-frames', '7', '--results', at('both.ndjson')],
      ...['--sink', `http://127.0.0.1:${port}/SECRET`, '--sink-header', 'X-Gate: 7'],
    );
    hook.close();
    expect(code).toBe(0);
    expect(err).toContain(`http://127.0.0.1:${port}: 7 sent, 0 retries, 0 dropped\n`);
    expect(err).not.toContain('SECRET');
    expect(received).toBe(readFileSync(at('both.ndjson'), 'utf8'));
    expect(lines(received)).toHaveLength(7);
  });

  it.skipIf(process.platform !== 'linux')(
    'is said to have what it got, also when the run fails (needs /dev/full)',
    async () => {
      const hook = createServer((request, response) => {
        request.resume().on('end', () => response.writeHead(204).end());
      }).listen(0, '127.0.0.1');
      await once(hook, 'listening');
      const { port } = hook.address() as AddressInfo;
      const url = `http://127.0.0.1:${port}`;
      const { code, err } = await cli(...run, '--results', '/dev/full', '--sink', url);
      hook.close();
      expect(code).toBe(1);
      expect(err).toMatch(
        new RegExp(`^${url}: 1 sent, 0 retries, 0 dropped\nfarsight: .*the disk is full.*\n$`),
      );
    },
  );
});

describe('farsight run --on-server', () => {
  it('writes what the server sees, its pictures and its times', async () => {
    const outputs = ['--output', at('belt.mp4'), '--results', at('belt.ndjson'), '--max-frames', '60'];
    await using child = new CliProcess('run', address, 'codes-nano', 'belt', '--on-server', ...outputs);
    const { code, err } = await child.ended();
    expect([code, err]).toEqual([0, expect.stringContaining('60 frames')]);
    const results = linesOf('belt.ndjson');
    expect(results.map(({ index }) => index)).toEqual([...Array(60).keys()]);
    expect(new Set(results.map(({ stream }) => stream))).toEqual(new Set(['belt']));
    expect(await timesOf('belt.mp4')).toEqual(results.map(({ ptsUs }) => ptsUs));
    await using source = await openSource(at('belt.mp4'));
    expect(source).toMatchObject({ width: 960, height: 540 });
  });
});
