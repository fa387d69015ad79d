import { once } from 'node:events';
import { connect as connectTcp, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { FarsightServer } from '@farsight/server';
import type { Detections } from '@farsight/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumInstalled, launchChromium, openPage } from './browsers/chromium.js';
import { withFakeCamera } from './browsers/fake-camera.js';
import {
  Camera,
  findCodes,
  parcel,
  samples,
  serve,
  shareOfEdges,
  skipped,
  text,
  waitForFrames,
  waitForOwn,
} from './viewer-page.js';

/** A server of one's own, which can be started again at the same ports. */
async function serveAgainAt(server: FarsightServer): Promise<FarsightServer> {
  return serve({ port: server.port, httpPort: server.httpPort ?? 0 });
}

/** A way to a server that can be cut, and that can swallow everything, as a network that is gone does. */
class Way implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #silent = false;

  private constructor(port: number) {
    this.#server = createServer((socket) => this.#carry(socket, connectTcp(port, '127.0.0.1')));
  }

  static async to(port: number): Promise<Way> {
    const way = new Way(port);
    way.#server.listen(0, '127.0.0.1');
    await once(way.#server, 'listening');
    return way;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
  }

  #carry(client: Socket, server: Socket): void {
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(from);
      from.on('data', (bytes) => {
        if (!this.#silent) to.write(bytes);
      });
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      from.on('error', () => undefined);
    }
  }

  /** Ends every connection. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** From now on nothing comes through, or all does; connections stay as they are. */
  set silent(silent: boolean) {
    this.#silent = silent;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.cut();
    await once(this.#server, 'close');
  }
}

const index = async (page: Page): Promise<number> => Number(await text(page, 'index'));
const slow = { timeout: 30_000 };

describe.skipIf(!chromiumInstalled)(`the page when its server goes away${skipped}`, () => {
  let browser: Browser;
  let server: FarsightServer;
  let codes: Detections;

  beforeAll(async () => {
    [server, browser] = await Promise.all([serve(), launchChromium()]);
    codes = await findCodes(server);
  });

  afterAll(async () => {
    await browser.close();
    await server.close({ drainMs: 0 });
  });

  it('says so, comes back by itself, and watches the same stream again', async () => {
    const first = await serve();
    const { page } = await openPage(browser, first.url ?? '');
    {
      await using belt = new Camera(first, 'belt', { codec: 'jpeg', data: parcel });
      // Shown because there is no other; chosen because somebody said so.
      await waitForFrames(page, 'belt');
      await page.locator('#streams button', { hasText: 'belt' }).click(slow);
      await using other = new Camera(first, 'other', { codec: 'jpeg', data: parcel });
      expect([other, belt]).toHaveLength(2);
      await page.locator('#streams button', { hasText: 'other' }).waitFor(slow);
      await first.close({ drainMs: 0 });
      await expect.poll(() => text(page, 'connection'), slow).toContain('does not answer');
    }
    await using second = await serveAgainAt(first);
    await using other = new Camera(second, 'other', { codec: 'jpeg', data: parcel });
    expect(other).toBeDefined();
    await waitForFrames(page, 'other');
    await using belt = new Camera(second, 'belt', { codec: 'jpeg', data: parcel });
    expect(belt).toBeDefined();
    await waitForFrames(page, 'belt');
    await expect.poll(() => shareOfEdges(page, codes), slow).toBe(1);
    await page.close();
  });

  it('goes on with the camera when the server is back', async () => {
    await using camera = await withFakeCamera(parcel);
    const first = await serve();
    const { page } = await openPage(camera.browser, first.url ?? '');
    await waitForOwn(page);
    await page.click('#own-camera');
    await waitForFrames(page, 'Camera');
    await first.close({ drainMs: 0 });
    await expect.poll(() => text(page, 'notice'), slow).toContain('goes on when');
    await expect.poll(() => text(page, 'connection'), slow).toContain('does not answer');
    await using second = await serveAgainAt(first);
    await expect.poll(() => second.stats().streams.map(({ id }) => id), slow).toEqual(['Camera']);
    await waitForFrames(page, 'Camera');
    await expect.poll(() => shareOfEdges(page, codes), slow).toBeGreaterThan(0.7);
    const shown = await index(page);
    await expect.poll(() => index(page), slow).toBeGreaterThan(shown + 2);
    await page.click('#own-stop');
    await expect.poll(() => second.stats().streams, slow).toEqual([]);
  });

  it('goes on with the camera when a network that was gone is back', async () => {
    await using camera = await withFakeCamera(parcel);
    await using way = await Way.to(server.httpPort ?? 0);
    const { page } = await openPage(camera.browser, way.url);
    await waitForOwn(page);
    await page.click('#own-camera');
    await waitForFrames(page, 'Camera');
    way.silent = true;
    await expect.poll(() => text(page, 'notice'), slow).toContain('goes on when');
    way.silent = false;
    await waitForFrames(page, 'Camera');
    await expect.poll(() => shareOfEdges(page, codes), slow).toBeGreaterThan(0.7);
  });

  it('goes on with a video where it was when its connection is cut', async () => {
    await using way = await Way.to(server.httpPort ?? 0);
    const { page } = await openPage(browser, way.url);
    await waitForOwn(page);
    await page.setInputFiles('#own-file', join(samples, 'conveyor.mp4'));
    await waitForFrames(page, 'conveyor.mp4');
    await expect.poll(() => index(page), slow).toBeGreaterThan(3);
    const [before] = server.stats().streams;
    way.cut();
    await expect.poll(() => text(page, 'notice'), slow).toContain('goes on when');
    await waitForFrames(page, 'conveyor.mp4');
    await expect.poll(() => index(page), slow).toBeGreaterThan(3);
    expect(before?.id).toBe('conveyor.mp4');
    await expect.poll(() => server.stats().streams.length, slow).toBe(1);
    await page.close();
  });

  it('notices a network that is gone, though nobody closes a connection, and comes back when it does', async () => {
    await using way = await Way.to(server.httpPort ?? 0);
    await using belt = new Camera(server, 'belt', { codec: 'jpeg', data: parcel });
    expect(belt).toBeDefined();
    const { page } = await openPage(browser, way.url);
    await waitForFrames(page, 'belt');
    way.silent = true;
    await expect.poll(() => text(page, 'connection'), slow).toContain('does not answer');
    await expect.poll(() => text(page, 'notice'), slow).toContain('ended');
    way.silent = false;
    await waitForFrames(page, 'belt');
    await expect.poll(() => text(page, 'connection'), slow).toContain('Connected to');
    await page.close();
  });
});
