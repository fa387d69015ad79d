import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSource } from '@farsight/media';
import type { EncodedFrame, PixelFrame } from '@farsight/protocol';
import type { FarsightServer } from '@farsight/server';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CliProcess } from '../../packages/cli/src/testing/cli-process.js';
import { bundled, serveBundled } from '../e2e/support/serve-bundled.js';
import { startCamera, type Camera } from './python/rtsp-camera.js';
import { startRecorder } from './python/rtsp-recorder.js';

const conveyor = fileURLToPath(new URL('../../samples/conveyor.mp4', import.meta.url));

interface Line {
  readonly meta: { readonly detections?: { readonly boxes: readonly Box[] } };
}
type Box = readonly [number, number, number, number];

let folder: string;
let server: FarsightServer;
let address: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'farsight-republish-'));
  ({ server, address } = await serveBundled());
});

afterAll(async () => {
  await server.close({ drainMs: 0 });
  rmSync(folder, { recursive: true });
});

function publish(source: string, url: string, ...flags: readonly string[]): CliProcess {
  return new CliProcess('run', address, bundled, source, '--output', url, ...flags);
}

/** The frames of a video with their pixels, which are the caller's. */
async function framesOf(path: string, count = Infinity): Promise<EncodedFrame[]> {
  await using source = await openSource(path, { keepPixels: true, wire: 'raw' });
  const frames: EncodedFrame[] = [];
  for await (const frame of source) if (frames.push(frame) >= count) break;
  return frames;
}

async function keyFrameTimesOf(path: string): Promise<number[]> {
  await using source = await openSource(path, { wire: 'video' });
  const times: number[] = [];
  for await (const frame of source)
    if (frame.codec === 'video' && frame.keyFrame) times.push(frame.stamp.ptsUs);
  return times;
}

function linesOf(path: string): Line[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Line);
}

/** Results in a file that is still written. */
function countOf(path: string): number {
  return readFileSync(path, 'utf8').split('\n').length - 1;
}

/** Bytes in a file that may not be there yet. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Mean difference of two pictures over the pixels that `where` picks, 0..255. */
function difference(a: PixelFrame, b: PixelFrame, where: (x: number, y: number) => boolean): number {
  let [sum, count] = [0, 0];
  for (let y = 0; y < a.height; y++) {
    for (let x = 0; x < a.width; x++) {
      if (!where(x, y)) continue;
      const at = y * a.strideBytes + 3 * x;
      for (let c = 0; c < 3; c++) sum += Math.abs(a.data[at + c]! - b.data[at + c]!);
      count += 3;
    }
  }
  expect(count).toBeGreaterThan(0);
  return sum / count;
}

/** Whether a pixel is on one of the boxes' edges, as painted. */
function onEdge(boxes: readonly Box[]): (x: number, y: number) => boolean {
  const near = (value: number, edge: number): boolean => Math.abs(value - edge) < 1;
  return (x, y) =>
    boxes.some(([left, top, right, bottom]) => {
      const inside = x >= left && x <= right && y >= top && y <= bottom;
      return inside && (near(x, left) || near(x, right) || near(y, top) || near(y, bottom));
    });
}

/** Whether a pixel is far from all boxes and their labels. */
function farFrom(boxes: readonly Box[]): (x: number, y: number) => boolean {
  return (x, y) =>
    boxes.every(
      ([left, top, right, bottom]) => x < left - 40 || x > right + 160 || y < top - 60 || y > bottom + 60,
    );
}

describe('farsight run --output rtsp://…', () => {
  it('publishes the frames of a file with what was found in them, at their own times', async () => {
    const user = ['admin', 'hunter2'];
    await using recorder = await startRecorder(folder, { user });
    const results = join(folder, 'results.ndjson');
    const url = `rtsp://admin:hunter2@127.0.0.1:${recorder.port}/live`;
    await using run = publish(conveyor, url, '--max-frames', '60', '--results', results);
    const { code, out, err } = await run.ended();
    expect(err).toContain(`Published: rtsp://***@127.0.0.1:${recorder.port}/live, 60 frames, 0 dropped`);
    expect(code).toBe(0);
    expect(out + err).not.toContain('hunter2');

    const received = await framesOf(recorder.files[0]!);
    // What is in the server's own buffers when the client leaves is lost.
    expect(received.length).toBeGreaterThanOrEqual(50);
    const originals = await framesOf(conveyor, received.length);
    const lines = linesOf(results);
    const edges: number[] = [];
    for (const [i, frame] of received.entries()) {
      expect(frame.stamp.ptsUs).toBe(originals[i]!.stamp.ptsUs);
      using seen = frame.pixels!;
      using original = originals[i]!.pixels!;
      if (i % 6 !== 0) continue;
      const found = lines[i]!.meta.detections?.boxes ?? [];
      expect(difference(seen, original, farFrom(found))).toBeLessThan(6);
      if (found.length > 0) edges.push(difference(seen, original, onEdge(found)));
    }
    expect(edges.length).toBeGreaterThan(5);
    expect(Math.min(...edges)).toBeGreaterThan(25);
    expect((await keyFrameTimesOf(recorder.files[0]!)).slice(0, 2)).toEqual([0, 1_000_000]);
  });

  it.each([
    ['no server', 'admin:hunter2@127.0.0.1:1/live', 'connection refused'],
    ['another password', 'admin:letmein@127.0.0.1:PORT/live', 'user name or password were not accepted'],
    ['a server that only plays', '127.0.0.1:CAMERA/live', 'it takes no streams, or is no RTSP server'],
    ['a name it does not know', 'admin:hunter2@127.0.0.1:PORT/other', 'there is nothing at this address'],
  ])('ends with a clear line for %s', async (_, place, reason) => {
    await using recorder = await startRecorder(folder, { user: ['admin', 'hunter2'] });
    await using camera = await startCamera(['h264']);
    const ports = { PORT: recorder.port, CAMERA: camera.port };
    const url = `rtsp://${place.replace(/PORT|CAMERA/, (name) => String(ports[name as keyof typeof ports]))}`;
    await using run = publish(conveyor, url);
    const { code, err } = await run.ended();
    const shown = url.replace(/\/\/.*@/, '//***@');
    expect(err.trim().split('\n').at(-1)).toBe(`farsight: Could not publish to ${shown}: ${reason}.`);
    expect([code, recorder.files.length]).toEqual([1, 0]);
  });

  describe('of a live camera', () => {
    let camera: Camera;
    beforeAll(async () => {
      camera = await startCamera(['h264']);
    });
    afterAll(() => camera.kill());
    const source = (): string => `rtsp://127.0.0.1:${camera.port}/live`;

    it('goes on while the server is away, comes back to it, and ends with Ctrl-C', async () => {
      await using recorder = await startRecorder(folder);
      const url = `rtsp://127.0.0.1:${recorder.port}/live`;
      const results = join(folder, 'live.ndjson');
      await using run = publish(source(), url, '--results', results);
      await recorder.begun(1);
      await vi.waitUntil(() => sizeOf(recorder.files[0]!) > 20_000, { timeout: 60_000 });
      await recorder.kill();
      await run.printed('err', /Trying again/);
      const before = countOf(results);
      await vi.waitUntil(() => countOf(results) > before + 20, { timeout: 60_000 });

      await using again = await startRecorder(folder, { at: recorder.port });
      await run.printed('err', /takes the stream again/);
      const after = countOf(results);
      await vi.waitUntil(() => countOf(results) > after + 40, { timeout: 60_000 });
      run.interrupt();
      const { code, err } = await run.ended();
      expect(code).toBe(0);
      expect(err).toMatch(/Published: \S+, \d+ frames, \d+ dropped, lost and found once/);
      const received = await framesOf(again.files[0]!);
      expect(received.length).toBeGreaterThan(10);
      for (const { pixels } of received) pixels?.[Symbol.dispose]();
    });

    it('ends with Ctrl-C while a server does not answer', async () => {
      const silent = createServer();
      const asked = new Promise<void>((resolve) => {
        silent.on('connection', (socket) =>
          socket.on('error', () => undefined).once('data', () => resolve()),
        );
      });
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      const { port } = silent.address() as AddressInfo;
      await using run = publish(source(), `rtsp://127.0.0.1:${port}/live`);
      await asked;
      run.interrupt();
      const { code, err } = await run.ended();
      silent.close();
      expect([code, err]).toEqual([0, expect.not.stringContaining('Published')]);
    });
  });
});
