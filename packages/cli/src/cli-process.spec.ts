import { once } from 'node:events';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ResultJson } from '@farsight/client';
import { openSource, probeImage } from '@farsight/media';
import { decodeLive, type LiveMessage } from '@farsight/protocol/live';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cli, CliProcess } from './testing/cli-process.js';

const samples = fileURLToPath(new URL('../../../samples/', import.meta.url));
const parcel = join(samples, 'parcel.jpg');
const conveyor = join(samples, 'conveyor.mp4');
const expectedLabels = ['qr', 'matrix', 'barcode', 'pdf417', 'marker'];
/** One line, from us, and nothing else. */
const oneLine = /^farsight: [^\n]+\n$/;

let folder: string;
let server: CliProcess;
let address: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'farsight-cli-'));
  const ports = ['--port', '0', '--http-port', '0'];
  server = new CliProcess('serve', 'codes-nano', ...ports, '--log-level', 'warn');
  address = await server.printed('out', /farsight run (\S+) codes-nano/);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

function run(...args: string[]): ReturnType<typeof cli> {
  return cli('run', address, 'codes-nano', ...args);
}

function place(name: string): string {
  return join(folder, name);
}

function results(text: string): ResultJson[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ResultJson);
}

/** Watches a live stream as the page does, as soon as it is there. */
async function watch(page: string, name: string): Promise<AsyncGenerator<LiveMessage, void>> {
  const wait = { timeout: 20_000 };
  const response = await vi.waitUntil(async () => {
    const answer = await fetch(`${page}/live/${name}`);
    return answer.ok ? answer : undefined;
  }, wait);
  if (response.body === null) throw new Error('Expected a body.');
  return decodeLive(response.body as AsyncIterable<Uint8Array>);
}

/** Decodes a whole video. */
async function framesOf(video: string): Promise<number> {
  await using source = await openSource(video);
  let count = 0;
  for await (const frame of source) if (frame.data.length > 0) count += 1;
  return count;
}

describe('farsight serve', () => {
  it('prints where it listens, what it serves, and what to try', () => {
    expect(server.out).toMatch(/Serving on 127\.0\.0\.1:\d+ \(gRPC\) and http:\/\/127\.0\.0\.1:\d+ \(page\)/);
    expect(server.out).toContain('Networks: codes-nano');
    expect(server.err).toBe('');
  });

  it('serves the page and says that it is ready', async () => {
    const page = await server.printed('out', /(http:\S+) \(page\)/);
    const [html, ready] = await Promise.all([fetch(page), fetch(`${page}/readyz`)]);
    expect(await html.text()).toContain('<title>Farsight</title>');
    expect(ready.status).toBe(200);
  });

  it('ends with 0 on Ctrl-C', async () => {
    await using other = new CliProcess(
      'serve',
      'codes-nano',
      '--port',
      '0',
      '--no-http',
      '--log-level',
      'warn',
    );
    await other.printed('out', /Try:/);
    other.interrupt();
    expect(await other.ended()).toMatchObject({ code: 0, err: '' });
  });

  it('goes on when nobody reads what it prints, and ends as ever', async () => {
    await using server = new CliProcess('serve', '--port', '0', '--http-port', '0');
    const page = await server.printed('out', /(http:\S+)/);
    await server.printed('out', /farsight bench/);
    server.closeOutput();
    expect((await fetch(`${page}/readyz`)).status).toBe(200);
    server.interrupt();
    expect(await server.ended()).toMatchObject({
      code: 0,
      err: expect.not.stringContaining('EPIPE') as string,
    });
  });

  it('says which port is taken, and what to do', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    for (const [flag, other] of [
      ['--port', '--http-port'],
      ['--http-port', '--port'],
    ] as const) {
      const { code, err } = await cli('serve', flag, String(port), other, '0', '--log-level', 'warn');
      expect(code).toBe(1);
      expect(err).toMatch(oneLine);
      expect(err).toContain(`Port ${port} on 127.0.0.1 is in use`);
      expect(err).toContain(flag);
    }
    taken.close();
  });

  it('does not listen beyond this machine by accident', async () => {
    const { code, err } = await cli('serve', '--host', '0.0.0.0');
    expect(code).toBe(1);
    expect(err).toMatch(oneLine);
    expect(err).toContain('--token');
  });

  it('says that a folder of networks is not there', async () => {
    const { code, err } = await cli('serve', '--networks', 'no-such-folder', '--port', '0', '--no-http');
    expect(code).toBe(1);
    expect(err).toBe('farsight: Expected a folder for --networks but received no-such-folder.\n');
  });

  it.each([['nothing-like-it'], [join(samples, 'parcel.jpg')]])(
    'fails for the network %s',
    async (network) => {
      const { code, err } = await cli('serve', network, '--port', '0', '--no-http', '--log-level', 'warn');
      expect(code).toBe(1);
      expect(err).toMatch(oneLine);
    },
  );
});

describe('farsight run', () => {
  it('annotates an image and writes what was found', async () => {
    const [output, file] = [place('parcel.jpg'), place('parcel.ndjson')];
    const { code, out, err } = await run(parcel, '--output', output, '--results', file);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toContain('Found: barcode 3, matrix 2, qr 2, marker 1, pdf417 1.');
    const [result] = results(readFileSync(file, 'utf8'));
    expect(result).toMatchObject({ stream: 'parcel.jpg', index: 0, width: 1280, height: 720, dropped: 0 });
    const labels: unknown = expect.objectContaining({ length: 9 });
    expect(result?.meta.detections).toMatchObject({ kind: 'detections', labels });
    const annotated = readFileSync(output);
    expect(probeImage(annotated)).toMatchObject({ codec: 'jpeg', width: 1280, height: 720 });
    expect(annotated.equals(readFileSync(parcel))).toBe(false);
  });

  it('writes nothing but results to stdout', async () => {
    const { code, out, err } = await run(parcel, '--results', '-', '--score', '0.99');
    expect(code).toBe(0);
    expect(err).toContain('Found: nothing.');
    expect(results(out)).toHaveLength(1);
    expect(out.endsWith('\n')).toBe(true);
  });

  it('annotates a folder into a folder', async () => {
    const [from, to] = [place('in'), place('out')];
    mkdirSync(from);
    copyFileSync(parcel, join(from, 'one.jpg'));
    copyFileSync(join(samples, 'shelf.jpg'), join(from, 'two.jpg'));
    writeFileSync(join(from, 'broken.jpg'), 'not a picture');
    const { code, out, err } = await run(from, '--output', to, '--results', '-');
    expect(code).toBe(0);
    expect(readdirSync(to).sort()).toEqual(['one.jpg', 'two.jpg']);
    expect(results(out).map(({ index, file, dropped }) => [index, file, dropped])).toEqual([
      [0, 'broken.jpg', 0],
      [1, 'one.jpg', 0],
      [2, 'two.jpg', 0],
    ]);
    expect(results(out)[0]).toMatchObject({ error: { code: 'INVALID_FRAME' } });
    expect(err).toContain('broken.jpg is not a JPEG');
    expect(err).toContain('0 dropped, 1 failed');
  });

  it('annotates a video, as long as it is told', async () => {
    const output = place('short.mp4');
    const { code, out } = await run(conveyor, '--output', output, '--results', '-', '--max-frames', '12');
    expect(code).toBe(0);
    const found = results(out);
    expect(found.map(({ index }) => index)).toEqual([...found.keys()]);
    expect(found).toHaveLength(12);
    expect(found.at(-1)?.ptsUs).toBe(440_000);
    expect(await framesOf(output)).toBe(12);
  });

  it('finishes the video on Ctrl-C', async () => {
    const output = place('interrupted.mp4');
    await using child = new CliProcess(
      ...['run', address, 'codes-nano', conveyor],
      ...['--output', output, '--results', '-'],
    );
    await child.printed('out', /"index":10,/);
    child.interrupt();
    const { code, out, err } = await child.ended();
    expect(code).toBe(0);
    expect(err).toContain(`Written: ${output}`);
    const { length } = results(out);
    expect(length).toBeGreaterThan(10);
    expect(length).toBeLessThan(250);
    expect(await framesOf(output)).toBe(length);
  });

  it('stops when nobody reads its results', async () => {
    await using child = new CliProcess('run', address, 'codes-nano', conveyor, '--results', '-');
    await child.printed('out', /"index":0,/);
    child.closeOutput();
    const { code, err } = await child.ended();
    expect(code).toBe(0);
    expect(err).not.toContain('250 frames');
  });

  it('shows frames on a page of its own', async () => {
    await using child = new CliProcess(
      ...['run', address, 'codes-nano', conveyor, '--live'],
      ...['--display', 'web', '--http-port', '0'],
    );
    const page = await child.printed('err', /Live on (\S+)/);
    const messages = await watch(page, 'conveyor.mp4');
    const opening = (await messages.next()).value?.header;
    expect(opening).toMatchObject({ network: 'codes-nano', labels: { detections: expectedLabels } });
    const { header, image } = (await messages.next()).value ?? {};
    expect(header).toMatchObject({ kind: 'frame', width: 960, height: 540 });
    expect(probeImage(image ?? new Uint8Array())).toMatchObject({ codec: 'jpeg', width: 960, height: 540 });
    await messages.return();
    child.interrupt();
    expect(await child.ended()).toMatchObject({ code: 0 });
  });

  it('draws into nothing but a terminal, and leaves older results alone', async () => {
    const file = place('kept.ndjson');
    writeFileSync(file, 'older');
    const { code, out, err } = await run(parcel, '--display', 'terminal', '--results', file);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(oneLine);
    expect(err).toContain('Expected a terminal for --display terminal');
    expect(readFileSync(file, 'utf8')).toBe('older');
  });

  it('sends no frame that is larger than it may be', async () => {
    const { code, err } = await run(parcel, '--max-message-bytes', '20000');
    expect(code).toBe(1);
    expect(err).toMatch(oneLine);
    expect(err).toContain('maxMessageBytes: 20000');
  });

  it.each([
    [['no-such-file.jpg'], 'no-such-file.jpg'],
    [[parcel, '--output', 'no-such-folder/out.jpg'], 'its folder does not exist'],
    [[parcel, '--results', 'no-such-folder/out.ndjson'], 'its folder does not exist'],
    [[conveyor, '--output', 'no-such-folder/out.mp4'], 'no-such-folder'],
    [[conveyor, '--output', 'out.jpg'], 'Expected a file ending in .mp4'],
    [[parcel, '--output', 'out.mp4'], 'Expected a folder or a file ending in .jpg'],
    [[parcel, '--output', parcel], 'Expected another place than the source'],
    [[samples, '--output', samples], 'Expected another place than the source'],
    [[parcel, '--results', parcel], 'Expected another place than the source'],
  ])('%j fails with one line', async (args, message) => {
    const { code, out, err } = await run(...args);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(oneLine);
    expect(err).toContain(message);
  });

  it('fails with one line if no server answers, and leaves older results alone', async () => {
    const file = place('older.ndjson');
    writeFileSync(file, 'older');
    const { code, err } = await cli('run', '127.0.0.1:1', 'codes-nano', parcel, '--results', file);
    expect(code).toBe(1);
    expect(err).toMatch(oneLine);
    expect(readFileSync(file, 'utf8')).toBe('older');
  });

  it('fails with one line if the server has no such network', async () => {
    const { code, err } = await cli('run', address, 'nothing-like-it', parcel);
    expect(code).toBe(1);
    expect(err).toMatch(oneLine);
    expect(err).toContain('codes-nano');
  });

  it('shows where an error comes from with --verbose', async () => {
    const { code, err } = await cli('run', '127.0.0.1:1', 'codes-nano', parcel, '--verbose');
    expect(code).toBe(1);
    expect(err).toMatch(/^farsight: [^\n]+\n.*\n\s+at /s);
  });

  it.skipIf(process.platform !== 'linux')(
    'fails with one line if the disk is full (needs /dev/full)',
    async () => {
      const { code, err } = await run(parcel, '--results', '/dev/full');
      expect(code).toBe(1);
      expect(err).toMatch(oneLine);
      expect(err).toContain('the disk is full');
    },
  );

  it('fails with one line if the only frame fails', async () => {
    const whole = readFileSync(parcel);
    const broken = place('cut.jpg');
    writeFileSync(broken, whole.subarray(0, 700));
    const { code, err } = await run(broken);
    expect(code).toBe(1);
    expect(err).toMatch(oneLine);
    expect(err).toMatch(/^farsight: The frame failed: ./);
  });
});

describe('farsight bench', () => {
  it('measures streams side by side', async () => {
    const { code, out, err } = await cli(
      ...['bench', address, 'codes-nano', parcel],
      ...['--streams', '2', '--seconds', '0.5', '--json'],
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const report = JSON.parse(out) as Record<string, unknown>;
    expect(report).toMatchObject({ streams: 2, seconds: 0.5, dropped: 0, failed: 0 });
    expect(report.framesPerSecond).toBeGreaterThan(0);
    expect(report.fairness).toBeGreaterThan(0.5);
    expect(report.timings).toMatchObject({ runMs: expect.any(Number) as unknown });
  });

  it('prints for people too', async () => {
    const { code, out } = await cli('bench', address, 'codes-nano', parcel, '--seconds', '0.3');
    expect(code).toBe(0);
    expect(out).toMatch(/Frames\/s\s+\d/);
    expect(out).toMatch(/p50 [\d.]+ ms, p95 [\d.]+ ms, p99 [\d.]+ ms/);
  });
});

describe('farsight networks', () => {
  it('takes no folder that is not there for one that is empty', async () => {
    for (const missing of [place('no-such-folder'), parcel]) {
      const { code, out, err } = await cli('networks', 'list', '--networks', missing);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toMatch(oneLine);
      expect(err).toContain(`Expected a folder for --networks but received ${missing}.`);
    }
  });

  it('lists and shows the catalogue, as JSON too', async () => {
    const { code, out } = await cli('networks', 'list', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toContainEqual(
      expect.objectContaining({ name: 'codes-nano', state: 'available', inputWidth: 640, inputHeight: 640 }),
    );
    const shown = await cli('networks', 'show', 'codes-nano');
    expect(shown).toMatchObject({ code: 0, err: '' });
    expect(shown.out).toContain('qr, matrix, barcode, pdf417, marker');
  });

  it('checks files, and fails if one cannot be used', async () => {
    const broken = place('broken.yaml');
    writeFileSync(broken, 'axelera-model-format: 1.0.0\nname: x\npipeline: []\n');
    const good = fileURLToPath(new URL('../../../networks/codes-nano.yaml', import.meta.url));
    const { code, out, err } = await cli('networks', 'check', good, broken);
    expect(code).toBe(1);
    expect(out).toMatch(/^ready .*codes-nano\.yaml/m);
    expect(out).toMatch(/^invalid .*broken\.yaml: /m);
    expect(err).toBe('farsight: 1 of 2 cannot be used.\n');
  });

  it('pulls what is here already', async () => {
    expect(await cli('networks', 'pull', 'codes-nano')).toMatchObject({ code: 0, err: '' });
  });

  it('does not know every name', async () => {
    const { code, err } = await cli('networks', 'show', 'nothing-like-it');
    expect(code).toBe(1);
    expect(err).toMatch(oneLine);
  });
});

describe('farsight demo', () => {
  it('streams the sample through its own port, shows it on the page, and ends on Ctrl-C', async () => {
    await using demo = new CliProcess('demo', '--port', '0', '--http-port', '0');
    const page = await demo.printed('out', /Watch it live: (\S+)/);
    let found = 0;
    for await (const { header } of await watch(page, 'conveyor')) {
      const detections = header.kind === 'frame' ? header.meta.detections : undefined;
      if (detections?.kind === 'detections') found += detections.count;
      if (found >= 5) break;
    }
    const { streams } = (await (await fetch(`${page}/api/status`)).json()) as { streams: { id: string }[] };
    expect(streams.map(({ id }) => id)).toContain('conveyor');
    demo.interrupt();
    const { code, out, err } = await demo.ended();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/First round: \d+ frames.*\nFound, over all frames: .*qr \d+/);
    expect(out).toContain('farsight run 127.0.0.1:');
  });
});
