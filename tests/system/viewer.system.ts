import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { classColor, connect, remoteStream, type EncodedFrame } from '@farsight/client';
import { decodeFrame } from '@farsight/media';
import { startServer, type FarsightServer } from '@farsight/server';
import { FarsightError, type Detections } from '@farsight/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumInstalled, chromiumPath, launchChromium, openPage } from './chromium.js';

const samples = join(import.meta.dirname, '../../samples');
const network = 'codes-nano';
const parcel = readFileSync(join(samples, 'parcel.jpg'));

const skipped = chromiumInstalled ? '' : ` (skipped: no Chromium at ${chromiumPath})`;

function serve(ports: { port?: number; httpPort?: number } = {}): Promise<FarsightServer> {
  return startServer({
    networks: [network],
    port: 0,
    httpPort: 0,
    executors: 1,
    threads: 1,
    logger: 'silent',
    ...ports,
  });
}

function isConnectionEnd(error: unknown): boolean {
  return ['CONNECTION_LOST', 'SHUTTING_DOWN'].includes(FarsightError.from(error).code);
}

/** Streams one picture again and again, ten times a second, as a camera that looks at a still scene. */
class Camera implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  constructor(server: FarsightServer, streamId: string, frame: Pick<EncodedFrame, 'codec' | 'data'>) {
    this.#done = this.#run(server.address, streamId, frame);
  }

  async #run(address: string, streamId: string, frame: Pick<EncodedFrame, 'codec' | 'data'>): Promise<void> {
    const { signal } = this.#stop;
    async function* frames(): AsyncGenerator<EncodedFrame> {
      for (let index = 0; !signal.aborted; index += 1) {
        yield { ...frame, stamp: { streamId, index, ptsUs: 100_000 * index } } as EncodedFrame;
        await delay(100, undefined, { signal }).catch(() => undefined);
      }
    }
    try {
      const results = remoteStream(address, frames(), network, { streamId });
      for await (const item of results) if (item.error !== undefined) throw item.error;
    } catch (error) {
      // The server is restarted under it.
      if (!isConnectionEnd(error)) throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }
}

/** What the network finds in the picture, asked over gRPC. */
async function findCodes(server: FarsightServer): Promise<Detections> {
  await using client = await connect(server.address);
  const { meta } = await client.infer(parcel, network);
  const [result] = Object.values(meta);
  if (result?.kind !== 'detections') throw new Error('Expected detections.');
  return result;
}

const text = (page: Page, id: string): Promise<string> => page.locator(`#${id}`).innerText();

/** Waits until the page has drawn frames of a stream or picture of this name. */
async function waitForFrames(page: Page, name: string): Promise<void> {
  await expect.poll(() => text(page, 'stream-title'), { timeout: 20_000 }).toContain(name);
  await expect.poll(() => page.locator('#notice').isHidden(), { timeout: 20_000 }).toBe(true);
  await expect.poll(() => text(page, 'index'), { timeout: 20_000 }).toMatch(/^\d+$/);
}

/** Colours of the canvas at some points, as red, green, blue each. */
function colorsAt(page: Page, points: readonly (readonly [number, number])[]): Promise<number[][]> {
  return page.evaluate((places) => {
    const canvas = document.querySelector('canvas');
    const context = canvas?.getContext('2d');
    if (!context) throw new Error('no canvas');
    return places.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data.slice(0, 3)]);
  }, points);
}

/** Mean difference, 0..255, of what the canvas shows and a JPEG, at points all over it. */
async function differenceFrom(page: Page, data: Uint8Array): Promise<number> {
  using pixels = decodeFrame(
    { codec: 'jpeg', data, stamp: { streamId: '', index: 0, ptsUs: 0 } },
    { maxPixels: 1e7 },
  );
  const points = Array.from({ length: 400 }, (_, i): [number, number] => [
    Math.floor((((i % 20) + 0.5) * pixels.width) / 20),
    Math.floor(((Math.floor(i / 20) + 0.5) * pixels.height) / 20),
  ]);
  const differences = (await colorsAt(page, points)).flatMap((color, i) => {
    const [x = 0, y = 0] = points[i] ?? [];
    const at = y * pixels.strideBytes + 3 * x;
    return color.map((value, channel) => Math.abs(value - (pixels.data[at + channel] ?? 0)));
  });
  return differences.reduce((sum, difference) => sum + difference, 0) / differences.length;
}

/** Share of the boxes whose left edge, at half its height, has the colour of their class. */
async function shareOfEdges(page: Page, { count, boxes, classIds }: Detections): Promise<number> {
  const points = Array.from({ length: count }, (_, i): [number, number] => {
    const [x1 = 0, y1 = 0, , y2 = 0] = boxes.subarray(4 * i, 4 * i + 4);
    return [Math.max(0, Math.round(x1)), Math.round((y1 + y2) / 2)];
  });
  const colors = await colorsAt(page, points);
  const right = colors.filter((color, i) => {
    const wanted = classColor(classIds[i] ?? 0);
    return color.every((value, channel) => Math.abs(value - (wanted[channel] ?? 0)) < 40);
  });
  return right.length / count;
}

describe.skipIf(!chromiumInstalled)(`the page in a real Chromium${skipped}`, () => {
  let server: FarsightServer;
  let browser: Browser;
  let codes: Detections;

  beforeAll(async () => {
    [server, browser] = await Promise.all([serve(), launchChromium()]);
    codes = await findCodes(server);
  });

  afterAll(async () => {
    await browser.close();
    await server.close({ drainMs: 0 });
  });

  it('loads from its own origin alone, without a word in the console', async () => {
    const { page, problems, origins } = await openPage(browser, server.url ?? '');
    await expect.poll(() => text(page, 'connection')).toContain('Connected to');
    await expect.poll(() => text(page, 'networks')).toContain(network);
    expect(await text(page, 'no-streams')).toBe('No stream runs now.');
    expect(problems).toEqual([]);
    expect([...origins]).toEqual([new URL(server.url ?? '').origin]);
    await page.close();
  });

  it('draws what was found in a stream of a client that knows nothing of the page', async () => {
    await using camera = new Camera(server, 'belt', { codec: 'jpeg', data: parcel });
    expect(camera).toBeDefined();
    const { page, problems } = await openPage(browser, server.url ?? '');
    await waitForFrames(page, 'belt');
    expect(codes.count).toBe(9);
    await expect.poll(() => shareOfEdges(page, codes)).toBe(1);
    const row = page.locator('#streams tr');
    await expect
      .poll(() => row.innerText())
      .toMatch(/belt[\s\S]*running\s+\d+\.\d\s+\d+\.\d\s+0\s+\d+ \/ \d+ ms/);
    expect(await row.locator('button').getAttribute('aria-pressed')).toBe('true');
    expect(await text(page, 'executors')).toMatch(/Executors: \d of 1 at work, load \d+ %|of \d+ at work/);

    // Without results, the picture is as the client sent it.
    await page.uncheck('#results');
    await expect.poll(() => differenceFrom(page, parcel)).toBeLessThan(3);
    await expect.poll(() => shareOfEdges(page, codes)).toBeLessThan(0.3);
    await page.check('#results');
    await expect.poll(() => shareOfEdges(page, codes)).toBe(1);

    // One class less.
    const [first] = await page.locator('#found label').allInnerTexts();
    await page.locator('#found input').first().uncheck();
    await expect.poll(() => shareOfEdges(page, codes)).toBeLessThan(1);
    expect(first?.trim()).not.toBe('');
    await page.locator('#found input').first().check();

    // A threshold above the best score hides everything.
    await page.locator('#threshold').fill('1');
    await expect.poll(() => shareOfEdges(page, codes)).toBeLessThan(0.3);
    expect(problems).toEqual([]);
    await page.close();
  });

  it('sends nothing to be watched while nobody watches', async () => {
    await using camera = new Camera(server, 'unseen', { codec: 'jpeg', data: parcel });
    expect(camera).toBeDefined();
    await expect.poll(() => server.stats().streams[0]?.frames ?? 0).toBeGreaterThan(2);
    const [live] = server.live.status();
    expect(live).toMatchObject({ name: 'unseen', watchers: 0 });
  });

  it('shows streams of raw pixels too', async () => {
    const [width, height] = [320, 240];
    const data = new Uint8Array(3 * width * height).fill(200);
    const raw = { format: 'rgb24', width, height, strideBytes: 3 * width } as const;
    await using camera = new Camera(server, 'raw', { codec: 'raw', raw, data } as never);
    expect(camera).toBeDefined();
    const { page } = await openPage(browser, server.url ?? '');
    await waitForFrames(page, 'raw');
    expect(await text(page, 'size')).toBe('320 × 240');
    const [[red = 0] = []] = await colorsAt(page, [[160, 120]]);
    expect(Math.abs(red - 200)).toBeLessThan(4);
    await page.close();
  });

  it('tells about a box to the mouse and to the keyboard', async () => {
    await using camera = new Camera(server, 'belt', { codec: 'jpeg', data: parcel });
    expect(camera).toBeDefined();
    const { page, problems } = await openPage(browser, server.url ?? '');
    await waitForFrames(page, 'belt');
    await page.keyboard.press(' ');
    expect(await text(page, 'pause')).toBe('Go on');
    const index = Number(await text(page, 'index'));
    await page.keyboard.press(',');
    await expect.poll(async () => Number(await text(page, 'index'))).toBeLessThanOrEqual(index);
    await page.keyboard.press('n');
    await expect.poll(() => text(page, 'tip')).toMatch(/score 0\.\d{3}\n\d+ × \d+ px/);
    expect(await text(page, 'said')).toContain('score 0.');
    await page.keyboard.press('Escape');
    expect(await page.locator('#tip').isHidden()).toBe(true);

    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = codes.boxes;
    const place = await page.locator('#canvas').boundingBox();
    const [width, height] = (await text(page, 'size')).split(' × ').map(Number);
    const [scaleX, scaleY] = [(place?.width ?? 0) / (width ?? 1), (place?.height ?? 0) / (height ?? 1)];
    const scale = Math.min(scaleX, scaleY);
    const left = ((place?.width ?? 0) - scale * (width ?? 0)) / 2;
    const position = { x: left + (scale * (x1 + x2)) / 2, y: (scale * (y1 + y2)) / 2 };
    await page.locator('#canvas').hover({ position });
    await expect.poll(() => text(page, 'tip')).toContain(`score ${codes.scores[0]?.toFixed(3) ?? ''}`);

    await page.keyboard.press('l');
    expect(await page.locator('#labels').isChecked()).toBe(false);
    await page.keyboard.press('+');
    expect(await text(page, 'threshold-value')).toBe('0.05');
    await page.keyboard.press('k');
    expect(await text(page, 'pause')).toBe('Pause');
    expect(problems).toEqual([]);
    await page.close();
  });

  it('saves the picture and the results', async () => {
    await using camera = new Camera(server, 'belt', { codec: 'jpeg', data: parcel });
    expect(camera).toBeDefined();
    const { page } = await openPage(browser, server.url ?? '');
    await waitForFrames(page, 'belt');
    const [picture] = await Promise.all([page.waitForEvent('download'), page.click('#snapshot')]);
    expect(picture.suggestedFilename()).toMatch(/^belt-\d+\.png$/);
    expect(
      [...readFileSync(await picture.path()).subarray(1, 4)].map((byte) => String.fromCharCode(byte)),
    ).toEqual(['P', 'N', 'G']);
    const [results] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('d')]);
    expect(results.suggestedFilename()).toBe('belt.ndjson');
    const [line = ''] = readFileSync(await results.path(), 'utf8').split('\n');
    const { stream, meta } = JSON.parse(line) as {
      stream: string;
      meta: Record<string, { scores: number[] }>;
    };
    expect(stream).toBe('belt');
    expect(Object.values(meta)[0]?.scores.map((score) => score.toFixed(3))).toEqual(
      [...codes.scores].map((score) => score.toFixed(3)),
    );
    await page.close();
  });

  it('runs a network on an image that is chosen or dropped', async () => {
    const { page, problems, origins } = await openPage(browser, server.url ?? '');
    await expect.poll(() => page.locator('#own').isVisible()).toBe(true);
    await page.setInputFiles('#own-file', join(samples, 'parcel.jpg'));
    await waitForFrames(page, 'parcel.jpg');
    await expect.poll(() => shareOfEdges(page, codes)).toBe(1);

    await page.evaluate(
      (bytes) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([Uint8Array.from(bytes)], 'dropped.jpg', { type: 'image/jpeg' }));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
      },
      [...readFileSync(join(samples, 'shelf.jpg'))],
    );
    await waitForFrames(page, 'dropped.jpg');
    await page.setInputFiles('#own-file', {
      name: 'no.jpg',
      mimeType: 'image/jpeg',
      buffer: Buffer.from('no'),
    });
    await expect.poll(() => text(page, 'notice')).toMatch(/image/);
    expect([...origins]).toEqual([new URL(server.url ?? '').origin]);
    // The refusal of the broken image, which browsers tell of themselves.
    expect(problems.filter((line) => !line.includes('400 (Bad Request)'))).toEqual([]);
    await page.close();
  });

  it('runs a network on a video as it plays, until it is told to stop', async () => {
    const { page, problems } = await openPage(browser, server.url ?? '');
    await expect.poll(() => page.locator('#own').isVisible()).toBe(true);
    await page.setInputFiles('#own-file', join(samples, 'conveyor.mp4'));
    await waitForFrames(page, 'conveyor.mp4');
    expect(await text(page, 'size')).toBe('960 × 540');
    await expect.poll(() => page.locator('#found tr').count()).toBeGreaterThan(2);
    const index = async (): Promise<number> => Number(await text(page, 'index'));
    const first = await index();
    await expect.poll(index, { timeout: 10_000 }).toBeGreaterThan(first + 2);
    await page.click('#own-stop');
    await expect.poll(() => text(page, 'notice')).toContain('No stream runs now');
    expect(problems).toEqual([]);
    await page.close();
  });

  it('survives a restart of the server', async () => {
    const first = await serve();
    const ports = { port: first.port, httpPort: first.httpPort ?? 0 };
    const { page } = await openPage(browser, first.url ?? '');
    {
      await using camera = new Camera(first, 'before', { codec: 'jpeg', data: parcel });
      expect(camera).toBeDefined();
      await waitForFrames(page, 'before');
      await first.close({ drainMs: 0 });
      await expect.poll(() => text(page, 'connection'), { timeout: 10_000 }).toContain('does not answer');
    }
    await using second = await serve(ports);
    await using camera = new Camera(second, 'after', { codec: 'jpeg', data: parcel });
    expect(camera).toBeDefined();
    await waitForFrames(page, 'after');
    await expect.poll(() => shareOfEdges(page, codes)).toBe(1);
    await page.close();
  });

  it('runs a network on the camera', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'farsight-camera-'));
    const film = join(folder, 'parcel.mjpeg');
    writeFileSync(film, Buffer.concat(Array.from({ length: 10 }, () => parcel)));
    const withCamera = await launchChromium(
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${film}`,
    );
    try {
      const { page, problems } = await openPage(withCamera, server.url ?? '');
      await expect.poll(() => page.locator('#own').isVisible()).toBe(true);
      await page.click('#own-camera');
      await waitForFrames(page, 'Camera');
      await expect
        .poll(async () => Number(await text(page, 'index')), { timeout: 20_000 })
        .toBeGreaterThan(3);
      expect(await text(page, 'size')).toBe('1280 × 720');
      await expect.poll(() => shareOfEdges(page, codes)).toBeGreaterThan(0.7);
      await page.click('#own-stop');
      await expect.poll(() => text(page, 'notice')).toContain('No stream runs now');
      expect(problems).toEqual([]);
    } finally {
      await withCamera.close();
      rmSync(folder, { recursive: true });
    }
  });
});
