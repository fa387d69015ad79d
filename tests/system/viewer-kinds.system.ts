import { classColor } from '@farsight/client';
import type { Meta, Rgb } from '@farsight/protocol';
import type { FarsightServer } from '@farsight/server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumInstalled, launchChromium, openPage } from './browsers/chromium.js';
import { colorsAt, parcel, serve, skipped, text, waitForFrames } from './viewer-page.js';

const size = { width: 1280, height: 720 };
const labels = { cars: ['car'], plates: [], people: ['person'], things: ['box'], scene: ['road', 'field'] };

/** A mask of the rectangle x1 … x2, y1 … y2, as COCO's run lengths. */
function rectangle(x1: number, y1: number, x2: number, y2: number): Uint32Array {
  const { width, height } = size;
  const runs = [x1 * height + y1];
  for (let x = x1; x < x2; x += 1) runs.push(y2 - y1, height - (y2 - y1));
  runs[runs.length - 1] = y1 === y2 ? 0 : height - y2 + (width - x2) * height;
  return Uint32Array.from(runs);
}

/** A person of 17 points on a line from left to right. */
function person(x: number, y: number, step: number): Float32Array {
  return Float32Array.from(
    Array.from({ length: 17 }, (_, i) => [x + step * i, y + (i % 2) * 40, 0.9]).flat(),
  );
}

/** Everything a page draws, in the frame of this number: the car moves to the right. */
function metaOf(frame: number): Meta {
  const x = 100 + 20 * frame;
  return {
    cars: {
      kind: 'tracks',
      count: 1,
      boxes: Float32Array.of(x, 100, x + 120, 180),
      scores: Float32Array.of(0.9),
      classIds: Int32Array.of(0),
      trackIds: Int32Array.of(7),
    },
    plates: {
      kind: 'text',
      count: 1,
      texts: ['AB 123'],
      scores: Float32Array.of(0.8),
      regions: { of: 'cars', parents: Int32Array.of(0) },
    },
    people: {
      kind: 'keypoints',
      count: 1,
      boxes: Float32Array.of(100, 300, 500, 400),
      scores: Float32Array.of(0.9),
      classIds: Int32Array.of(0),
      keypointsPerBox: 17,
      keypoints: person(120, 330, 20),
    },
    things: {
      kind: 'segments',
      count: 1,
      boxes: Float32Array.of(700, 300, 900, 500),
      scores: Float32Array.of(0.7),
      classIds: Int32Array.of(0),
      ...size,
      masks: [rectangle(720, 320, 880, 480)],
    },
    scene: {
      kind: 'classifications',
      count: 2,
      classIds: Int32Array.of(1, 0),
      scores: Float32Array.of(0.75, 0.2),
    },
  };
}

const near = (color: readonly number[] | undefined, wanted: Rgb): boolean =>
  color?.every((value, i) => Math.abs(value - (wanted[i] ?? 0)) < 48) === true;

describe.skipIf(!chromiumInstalled)(`what the page draws of every kind of result${skipped}`, () => {
  let server: FarsightServer;
  let browser: Browser;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    [server, browser] = await Promise.all([serve(), launchChromium()]);
  });

  afterAll(async () => {
    await browser.close();
    await server.close({ drainMs: 0 });
  });

  const at = async (x: number, y: number): Promise<number[] | undefined> =>
    (await colorsAt(page, [[x, y]]))[0];
  const [car, thing] = [classColor(7), classColor(0)];

  it('shows the frames of a stream that has everything', async () => {
    using stream = server.live.open('made-up', { network: 'every-kind', labels });
    ({ page, problems } = await openPage(browser, server.url ?? ''));
    await expect.poll(() => stream.watchers, { timeout: 20_000 }).toBe(1);
    for (let frame = 0; frame < 20; frame += 1) {
      stream.publish(parcel, { index: frame, ptsUs: 40_000 * frame, ...size, meta: metaOf(frame) });
      await expect.poll(() => text(page, 'found'), { timeout: 20_000 }).toContain('AB 123');
    }
    await waitForFrames(page, 'made-up');
    await page.keyboard.press(' ');
    await page.keyboard.press('.');
    await expect.poll(() => text(page, 'index')).toBe('19');
  });

  it('a track with the way it came', async () => {
    expect(near(await at(300, 140), car)).toBe(true);
    await page.uncheck('#trails');
    await expect.poll(async () => near(await at(300, 140), car)).toBe(false);
    await page.check('#trails');
    await expect.poll(async () => near(await at(300, 140), car)).toBe(true);
  });

  it('a plate that was read, below the name of its car', async () => {
    expect(await text(page, 'found')).toContain('AB 123');
    // The background of a label has the colour of its box: above it there is one for the name and one for the plate.
    const column = async (): Promise<number> => {
      const points = Array.from({ length: 60 }, (_, i): [number, number] => [482, 40 + i]);
      return (await colorsAt(page, points)).filter((color) => near(color, car)).length;
    };
    expect(await column()).toBeGreaterThan(40);
    await page.uncheck('#labels');
    await expect.poll(column).toBeLessThan(6);
    await page.check('#labels');
    await page.locator('#canvas').hover({ position: await placeOf(540, 140) });
    await expect.poll(() => text(page, 'tip')).toMatch(/car[\s\S]*track 7[\s\S]*plates: AB 123/);
  });

  it('a skeleton', async () => {
    // Between the left and the right shoulder, points 5 and 6.
    const bone = async (): Promise<boolean> => near(await at(230, 350), classColor(0));
    await expect.poll(bone).toBe(true);
    await page.uncheck('#skeletons');
    await expect.poll(bone).toBe(false);
    await page.check('#skeletons');
  });

  it('a mask through which the picture is seen', async () => {
    const masked = await at(800, 400);
    await page.uncheck('#masks');
    await expect.poll(() => at(800, 400)).not.toEqual(masked);
    const bare = (await at(800, 400)) ?? [];
    const mixed = bare.map((value, i) => Math.round(0.6 * value + 0.4 * (thing[i] ?? 0)));
    expect(Math.max(...mixed.map((value, i) => Math.abs(value - (masked?.[i] ?? 0))))).toBeLessThan(4);
    await page.check('#masks');
  });

  it('bars of the classes of the frame, best first, and says it all to screen readers', async () => {
    const bars = await page.locator('#bars li').allInnerTexts();
    expect(bars.map((bar) => bar.replace(/\s+/g, ' '))).toEqual(['field 0.750', 'road 0.200']);
    const values = page.locator('#bars progress');
    expect(await values.evaluateAll((all) => all.map((bar) => (bar as HTMLProgressElement).value))).toEqual([
      expect.closeTo(0.75),
      expect.closeTo(0.2),
    ]);
    expect(await page.locator('#canvas').getAttribute('aria-label')).toMatch(/1 AB 123, 1 box, 1 car/);
    expect(problems).toEqual([]);
  });

  /** Where a point of the frame is in the canvas element. */
  async function placeOf(x: number, y: number): Promise<{ x: number; y: number }> {
    const box = await page.locator('#canvas').boundingBox();
    const [width, height] = [box?.width ?? 0, box?.height ?? 0];
    const scale = Math.min(width / size.width, height / size.height);
    return {
      x: (width - scale * size.width) / 2 + scale * x,
      y: (height - scale * size.height) / 2 + scale * y,
    };
  }
});
