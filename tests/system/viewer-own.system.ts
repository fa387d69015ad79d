import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { classColor } from '@farsight/client';
import type { Detections } from '@farsight/protocol';
import type { FarsightServer } from '@farsight/server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumInstalled, launchChromium, openPage } from './browsers/chromium.js';
import { withFakeCamera } from './browsers/fake-camera.js';
import {
  colorsAt,
  differenceFrom,
  findCodes,
  network,
  parcel,
  samples,
  savedResults,
  serve,
  shareOfEdges,
  skipped,
  text,
  waitForFrames,
  waitForOwn,
  type ResultLine,
} from './viewer-page.js';

const tracked = 'codes-tracked';

/** A network file as the bundled one, with a tracker. */
function writeTracked(folder: string): string {
  const original = readFileSync(join(samples, '../networks/codes-nano.yaml'), 'utf8');
  const tracker = '        - tracker: { algorithm: oc-sort, algo_params: { min_hits: 1 } }\n';
  const file = join(folder, `${tracked}.yaml`);
  writeFileSync(
    file,
    original
      .replace('name: codes-nano', `name: ${tracked}`)
      .replace(/( +nms_class_agnostic: false\n)/, `$1${tracker}`),
  );
  copyFileSync(join(samples, '../networks/codes-nano.onnx'), join(folder, 'codes-nano.onnx'));
  return file;
}

const index = async (page: Page): Promise<number> => Number(await text(page, 'index'));

/** The page's sockets, and how many bytes each of its messages had. */
function watchSockets(page: Page): { readonly urls: string[]; readonly sent: number[] } {
  const urls: string[] = [];
  const sent: number[] = [];
  page.on('websocket', (socket) => {
    urls.push(socket.url());
    socket.on('framesent', ({ payload }) => sent.push(payload.length));
  });
  return { urls, sent };
}

/** Videos play slowly: things must not move far from one frame to the next, however busy the machine is. */
function slowDown(): void {
  const play: () => Promise<void> = Reflect.get(HTMLMediaElement.prototype, 'play');
  HTMLMediaElement.prototype.play = function () {
    this.playbackRate = 0.2;
    return play.call(this);
  };
}

/** Where the centre of a track was in these frames. */
function wayOf(lines: readonly ResultLine[], trackId: number): (readonly [number, number])[] {
  const boxesOf = ({ meta }: ResultLine): number[][] => Object.values(meta)[0]?.boxes ?? [];
  const idsOf = ({ meta }: ResultLine): number[] => Object.values(meta)[0]?.trackIds ?? [];
  return lines.flatMap((line) => {
    const box = boxesOf(line)[idsOf(line).indexOf(trackId)];
    if (box === undefined) return [];
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = box;
    return [[Math.round((x1 + x2) / 2), Math.round((y1 + y2) / 2)] as const];
  });
}

describe.skipIf(!chromiumInstalled)(`one's own media on the page in a real Chromium${skipped}`, () => {
  let server: FarsightServer;
  let browser: Browser;
  let codes: Detections;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'farsight-tracked-'));
    const networks = [network, writeTracked(folder)];
    [server, browser] = await Promise.all([serve({ networks }), launchChromium()]);
    codes = await findCodes(server);
  });

  afterAll(async () => {
    await browser.close();
    await server.close({ drainMs: 0 });
    rmSync(folder, { recursive: true });
  });

  it('runs a network on an image that is chosen or dropped', async () => {
    const { page, problems, origins } = await openPage(browser, server.url ?? '');
    await waitForOwn(page);
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

    // The same again, with another network.
    await page.setInputFiles('#own-file', join(samples, 'parcel.jpg'));
    await waitForFrames(page, `parcel.jpg · ${network}`);
    await page.selectOption('#own-network', tracked);
    await page.click('#own-again');
    await waitForFrames(page, `parcel.jpg · ${tracked}`);
    await page.click('#own-stop');
    expect(await page.locator('#own-again').isHidden()).toBe(true);
    expect([...origins]).toEqual([new URL(server.url ?? '').origin]);
    expect(problems).toEqual([]);
    await page.close();
  });

  it('streams a video as it plays, as video, over one socket to its own server', async () => {
    const { page, problems, origins } = await openPage(browser, server.url ?? '');
    const { urls, sent } = watchSockets(page);
    await waitForOwn(page);
    await page.selectOption('#own-network', network);
    await page.setInputFiles('#own-file', join(samples, 'conveyor.mp4'));
    await waitForFrames(page, 'conveyor.mp4');
    expect(await text(page, 'size')).toBe('960 × 540');
    await expect.poll(() => page.locator('#found tr').count()).toBeGreaterThan(2);
    await expect.poll(() => index(page), { timeout: 20_000 }).toBeGreaterThan(20);
    expect(server.stats().streams).toMatchObject([
      { id: 'conveyor.mp4', delivery: 'live', networks: [network] },
    ]);
    await page.click('#own-stop');
    await expect.poll(() => text(page, 'notice')).toContain('No stream runs now');
    await expect.poll(() => server.stats().streams).toEqual([]);

    const { host } = new URL(server.url ?? '');
    expect(urls).toEqual([`ws://${host}/farsight.v1.Farsight/StreamInfer`]);
    expect([...origins]).toEqual([new URL(server.url ?? '').origin]);
    // A frame of this video as JPEG has about 100 KB.
    const frames = sent.slice(2);
    expect(frames.length).toBeGreaterThan(20);
    expect(frames.reduce((sum, bytes) => sum + bytes, 0) / frames.length).toBeLessThan(30_000);
    expect(problems).toEqual([]);
    await page.close();
  });

  it('follows things through a video, and draws the ways they went', async () => {
    const { page, problems } = await openPage(browser, server.url ?? '');
    await page.evaluate(slowDown);
    await waitForOwn(page);
    await page.selectOption('#own-network', tracked);
    await page.setInputFiles('#own-file', join(samples, 'conveyor.mp4'));
    await waitForFrames(page, 'conveyor.mp4');
    await expect.poll(() => index(page), { timeout: 20_000 }).toBeGreaterThan(25);
    await page.keyboard.press(' ');
    const paused = await index(page);
    const lines = (await savedResults(page)).filter((line) => line.index <= paused);

    // Ids stay: the track that was seen most often was seen in nearly all frames since it came.
    const ids = lines.map(({ meta }) => Object.values(meta)[0]?.trackIds ?? []);
    const present = ids.at(-1) ?? [];
    const seen = (id: number): number => ids.filter((each) => each.includes(id)).length;
    const longest = present.reduce((best, id) => (seen(id) > seen(best) ? id : best), present[0] ?? 0);
    expect(seen(longest)).toBeGreaterThan(5);
    expect(new Set(ids.flat()).size).toBeLessThan(ids.flat().length / 3);

    // Its way is there with trails, and not without.
    const way = wayOf(lines, longest).slice(-25);
    const [from, to] = [way[0], way.at(-1)];
    expect(Math.hypot((from?.[0] ?? 0) - (to?.[0] ?? 0), (from?.[1] ?? 0) - (to?.[1] ?? 0))).toBeGreaterThan(
      20,
    );
    const shareOfWay = async (): Promise<number> => {
      const wanted = classColor(longest);
      const colors = await colorsAt(page, way);
      const right = colors.filter((color) =>
        color.every((value, i) => Math.abs(value - (wanted[i] ?? 0)) < 48),
      );
      return right.length / way.length;
    };
    await page.uncheck('#labels');
    // Boxes and ways of what came after it lie on it here and there.
    await expect.poll(shareOfWay).toBeGreaterThan(0.5);
    await page.uncheck('#trails');
    await expect.poll(shareOfWay).toBeLessThan(0.25);
    expect(problems).toEqual([]);
    await page.close();
  });

  it('runs a network on the camera, and shows the frames that the results belong to', async () => {
    await using camera = await withFakeCamera(parcel);
    const { page, problems } = await openPage(camera.browser, server.url ?? '');
    await waitForOwn(page);
    await page.selectOption('#own-network', network);
    await page.click('#own-camera');
    await waitForFrames(page, 'Camera');
    await expect.poll(() => index(page), { timeout: 20_000 }).toBeGreaterThan(10);
    expect(await text(page, 'size')).toBe('1280 × 720');
    await expect.poll(() => shareOfEdges(page, codes)).toBeGreaterThan(0.7);
    await page.uncheck('#results');
    await expect.poll(() => differenceFrom(page, parcel)).toBeLessThan(16);
    const row = page.locator('#streams tr', { hasText: 'Camera' });
    await expect.poll(() => row.innerText()).toMatch(/Camera[\s\S]*running\s+\d+\.\d\s+\d+\.\d/);
    expect(await row.locator('button').getAttribute('aria-pressed')).toBe('true');
    await page.click('#own-stop');
    await expect.poll(() => text(page, 'notice')).toContain('No stream runs now');
    await expect.poll(() => server.stats().streams).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('sends JPEG where the browser has no encoder for video', async () => {
    const context = await browser.newContext();
    await context.addInitScript(() => Reflect.deleteProperty(globalThis, 'VideoEncoder'));
    const page = await context.newPage();
    const { sent } = watchSockets(page);
    await page.goto(server.url ?? '');
    await waitForOwn(page);
    await page.selectOption('#own-network', network);
    await page.setInputFiles('#own-file', join(samples, 'conveyor.mp4'));
    await waitForFrames(page, 'conveyor.mp4');
    await expect.poll(() => index(page), { timeout: 20_000 }).toBeGreaterThan(5);
    expect(Math.min(...sent.slice(1, 6))).toBeGreaterThan(30_000);
    await context.close();
  });
});
