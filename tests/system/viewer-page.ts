import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { classColor, connect, remoteStream, type EncodedFrame } from '@farsight/client';
import { decodeFrame } from '@farsight/media';
import { startServer, type FarsightServer, type ServerOptions } from '@farsight/server';
import { FarsightError, type Delivery, type Detections } from '@farsight/protocol';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { chromiumInstalled, chromiumPath } from './browsers/chromium.js';

export const samples = join(import.meta.dirname, '../../samples');
export const network = 'codes-nano';
export const parcel = readFileSync(join(samples, 'parcel.jpg'));

/** For the names of tests. */
export const skipped = chromiumInstalled ? '' : ` (skipped: no Chromium at ${chromiumPath})`;

/** A server with one small network. @param options - more, or other ones */
export function serve(options: ServerOptions = {}): Promise<FarsightServer> {
  return startServer({
    networks: [network],
    port: 0,
    httpPort: 0,
    executors: 1,
    threads: 1,
    logger: 'silent',
    ...options,
  });
}

function isConnectionEnd(error: unknown): boolean {
  return ['CONNECTION_LOST', 'SHUTTING_DOWN'].includes(FarsightError.from(error).code);
}

/** Streams one picture again and again as a camera that looks at a still scene. */
export class Camera implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  /** @param stream - how often it takes a picture, default: ten times a second; and how these are delivered */
  constructor(
    server: FarsightServer,
    streamId: string,
    frame: Pick<EncodedFrame, 'codec' | 'data'>,
    stream: { readonly everyMs?: number; readonly delivery?: Delivery } = {},
  ) {
    this.#done = this.#run(server.address, streamId, frame, stream);
  }

  async #run(
    address: string,
    streamId: string,
    frame: Pick<EncodedFrame, 'codec' | 'data'>,
    { everyMs = 100, delivery = 'lossless' }: { readonly everyMs?: number; readonly delivery?: Delivery },
  ): Promise<void> {
    const { signal } = this.#stop;
    async function* frames(): AsyncGenerator<EncodedFrame> {
      for (let index = 0; !signal.aborted; index += 1) {
        yield { ...frame, stamp: { streamId, index, ptsUs: 1000 * everyMs * index } } as EncodedFrame;
        await delay(everyMs, undefined, { signal }).catch(() => undefined);
      }
    }
    try {
      const results = remoteStream(address, frames(), network, { streamId, delivery });
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
export async function findCodes(server: FarsightServer): Promise<Detections> {
  await using client = await connect(server.address);
  const { meta } = await client.infer(parcel, network);
  const [result] = Object.values(meta);
  if (result?.kind !== 'detections') throw new Error('Expected detections.');
  return result;
}

/** What an element says. */
export const text = (page: Page, id: string): Promise<string> => page.locator(`#${id}`).innerText();

/** Waits until the page has drawn frames of a stream or picture of this name. */
export async function waitForFrames(page: Page, name: string): Promise<void> {
  await expect.poll(() => text(page, 'stream-title'), { timeout: 20_000 }).toContain(name);
  await expect.poll(() => page.locator('#notice').isHidden(), { timeout: 20_000 }).toBe(true);
  await expect.poll(() => text(page, 'index'), { timeout: 20_000 }).toMatch(/^\d+$/);
}

/** Waits until the page offers to run networks. */
export async function waitForOwn(page: Page): Promise<void> {
  await expect.poll(() => page.locator('#own').isVisible(), { timeout: 20_000 }).toBe(true);
}

/** The lines that the page saves of the frames that it remembers. */
export async function savedResults(page: Page): Promise<ResultLine[]> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('d')]);
  const lines = readFileSync(await download.path(), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as ResultLine);
}

/** As much of a line as tests look at. */
export interface ResultLine {
  readonly stream: string;
  readonly index: number;
  readonly width: number;
  readonly meta: Readonly<
    Record<string, { readonly boxes: number[][]; readonly scores: number[]; readonly trackIds?: number[] }>
  >;
}

/** Colours of the canvas at some points, as red, green, blue each. */
export function colorsAt(page: Page, points: readonly (readonly [number, number])[]): Promise<number[][]> {
  return page.evaluate((places) => {
    const canvas = document.querySelector('canvas');
    const context = canvas?.getContext('2d');
    if (!context) throw new Error('no canvas');
    return places.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data.slice(0, 3)]);
  }, points);
}

/** Mean difference, 0..255, of what the canvas shows and a JPEG, at points all over it. */
export async function differenceFrom(page: Page, data: Uint8Array): Promise<number> {
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
export async function shareOfEdges(page: Page, { count, boxes, classIds }: Detections): Promise<number> {
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
