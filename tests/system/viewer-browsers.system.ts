import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DrivenPage } from './browsers/driven-page.js';
import { firefoxInstalled, firefoxPath, openFirefox } from './browsers/firefox.js';
import { openWebKit, webkitInstalled, webkitPath } from './browsers/webkit.js';
import { Camera, network, parcel, samples, serve } from './viewer-page.js';

const browsers = [
  { name: 'Firefox', open: openFirefox, installed: firefoxInstalled, path: firefoxPath, hasCamera: true },
  { name: 'WebKit', open: openWebKit, installed: webkitInstalled, path: webkitPath, hasCamera: false },
] as const;

const wait = { timeout: 30_000 };

const textOf = (page: DrivenPage, id: string): Promise<string> =>
  page.evaluate(`document.getElementById('${id}').innerText`);

const isVisible = (page: DrivenPage, id: string): Promise<boolean> =>
  page.evaluate(`document.getElementById('${id}').checkVisibility()`);

/** Waits until the page has drawn so many frames of a stream or picture of this name. */
async function waitForFrames(page: DrivenPage, name: string, count = 1): Promise<void> {
  await expect.poll(() => textOf(page, 'stream-title'), wait).toContain(`${name} · ${network}`);
  await expect.poll(() => isVisible(page, 'notice'), wait).toBe(false);
  await expect.poll(async () => Number(await textOf(page, 'index')), wait).toBeGreaterThanOrEqual(count - 1);
}

/** Kinds of codes that are in the frame shown. */
const kindsFound = (page: DrivenPage): Promise<number> =>
  page.evaluate(`document.querySelectorAll('#found tr').length`);

describe.each(browsers)('the page in a real $name', ({ name, open, installed, path, hasCamera }) => {
  it.skipIf(!installed)(
    `shows live streams, and runs networks on one's own media${installed ? '' : ` (skipped: no ${name} at ${path})`}`,
    async () => {
      const server = await serve();
      try {
        await using page = await open();
        await page.open(server.url ?? '');
        const camera = new Camera(server, 'yard', { codec: 'jpeg', data: parcel });
        await waitForFrames(page, 'yard', 5);
        expect(await kindsFound(page)).toBe(5);
        await camera[Symbol.asyncDispose]();

        await expect.poll(() => isVisible(page, 'own'), wait).toBe(true);
        await page.chooseFile('#own-file', join(samples, 'parcel.jpg'));
        await waitForFrames(page, 'parcel.jpg');
        expect(await kindsFound(page)).toBe(5);

        // More than an encoder may keep back, and than tell that it is too slow.
        await page.chooseFile('#own-file', join(samples, 'conveyor.mp4'));
        await waitForFrames(page, 'conveyor.mp4', 20);
        expect(await textOf(page, 'size')).toBe('960 × 540');
        expect(await kindsFound(page)).toBeGreaterThan(2);
        expect(server.stats().streams).toContainEqual(
          expect.objectContaining({ id: 'conveyor.mp4', delivery: 'live', failed: 0 }),
        );

        if (hasCamera) {
          await page.evaluate(`void document.getElementById('own-camera').click()`);
          await waitForFrames(page, 'Camera', 10);
        }
        expect(await page.problems()).toEqual([]);
      } finally {
        await server.close({ drainMs: 0 });
      }
    },
  );
});
