import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

/** Debian's Chromium, unless another one is named. */
export const chromiumPath = process.env.FARSIGHT_SYSTEM_CHROMIUM ?? '/usr/bin/chromium';

export const chromiumInstalled = existsSync(chromiumPath);

/** Starts a Chromium without a window. */
export function launchChromium(...args: readonly string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    // Root in a container has no sandbox; what is opened is our own page.
    args: ['--no-sandbox', '--disable-gpu', ...args],
  });
}

/** What Chromium says to tests that look at pixels. */
const ownDoing = 'Canvas2D: Multiple readback';

/** A page, with everything that goes wrong in it and every address that it asks for. */
export interface WatchedPage {
  readonly page: Page;
  readonly problems: string[];
  readonly origins: Set<string>;
}

/** Opens an address and notes what the page does. */
export async function openPage(
  browser: Browser,
  url: string,
  options: Parameters<Browser['newPage']>[0] = {},
): Promise<WatchedPage> {
  const page = await browser.newPage(options);
  const problems: string[] = [];
  const origins = new Set<string>();
  page.on('console', (message) => {
    const isProblem = message.type() === 'error' || message.type() === 'warning';
    if (isProblem && !message.text().startsWith(ownDoing)) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('request', (request) => origins.add(new URL(request.url()).origin));
  await page.goto(url);
  return { page, problems, origins };
}
