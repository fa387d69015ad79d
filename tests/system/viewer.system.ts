import { readFileSync } from 'node:fs';
import { type FarsightServer } from '@farsight/server';
import type { Detections } from '@farsight/protocol';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumInstalled, launchChromium, openPage } from './browsers/chromium.js';
import {
  Camera,
  colorsAt,
  differenceFrom,
  findCodes,
  network,
  parcel,
  serve,
  shareOfEdges,
  skipped,
  text,
  waitForFrames,
} from './viewer-page.js';

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
    // The catalogue is folded away, with the file of it that only PyTorch can build.
    await expect.poll(() => text(page, 'idle-count')).toBe('98 more, loaded on first use; 1 cannot be used');
    expect(await page.locator('#networks .badge').allInnerTexts()).toEqual(['ready']);
    expect(await text(page, 'no-streams')).toBe('No stream runs now.');
    expect(problems).toEqual([]);
    expect([...origins]).toEqual([new URL(server.url ?? '').origin]);

    // Nor could a socket lead elsewhere.
    const refused = await page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
          new WebSocket('ws://127.0.0.1:9/').addEventListener('open', () => resolve('nothing'));
        }),
    );
    expect(refused).toBe('connect-src');
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

  it('says how many frames were dropped, and why', async () => {
    const hurry = { everyMs: 5, delivery: 'live' } as const;
    await using camera = new Camera(server, 'hurry', { codec: 'jpeg', data: parcel }, hurry);
    expect(camera).toBeDefined();
    const { page } = await openPage(browser, server.url ?? '');
    await waitForFrames(page, 'hurry');
    const dropped = /(\d+) \(((?:client|queue) \d+(?:, queue \d+)?)\)/;
    for (const text of [
      () => page.locator('#streams tr').innerText(),
      () => page.locator('#dropped').innerText(),
    ]) {
      await expect.poll(text, { timeout: 20_000 }).toMatch(dropped);
      const [, sum, reasons = ''] = dropped.exec(await text()) ?? [];
      const counts = [...reasons.matchAll(/\d+/g)].map(Number);
      expect(counts.reduce((total, count) => total + count, 0)).toBe(Number(sum));
    }
    await expect.poll(() => text(page, 'totals')).toMatch(/: \d+ frames, \d+ dropped \(.*\d\), 0 failed$/);
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
});
