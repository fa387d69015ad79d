import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from './chromium.js';

/** A Chromium with a camera that shows a JPEG for ever, and that every page may use. */
export async function withFakeCamera(
  jpeg: Uint8Array,
): Promise<AsyncDisposable & { readonly browser: Browser }> {
  const folder = mkdtempSync(join(tmpdir(), 'farsight-camera-'));
  const film = join(folder, 'film.mjpeg');
  writeFileSync(film, Buffer.concat(Array.from({ length: 10 }, () => jpeg)));
  const browser = await launchChromium(
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${film}`,
  );
  return {
    browser,
    async [Symbol.asyncDispose]() {
      await browser.close();
      rmSync(folder, { recursive: true });
    },
  };
}
