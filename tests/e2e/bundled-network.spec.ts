import { connect, labelOf, remoteStream, stillFrame, type Client } from '@farsight/client';
import type { FarsightServer } from '@farsight/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesFound, detectionsIn, expectedIn, sample } from './support/samples.js';
import { bundled, serveBundled } from './support/serve-bundled.js';

let server: FarsightServer;
let address: string;
let client: Client;

beforeAll(async () => {
  ({ server, address } = await serveBundled());
  client = await connect(address);
}, 60_000);
afterAll(async () => {
  await client.close();
  await server.close();
});

describe('the bundled network, served', () => {
  it.each([
    ['parcel.jpg', 9],
    ['shelf.jpg', 13],
  ])('finds in %s exactly the %i codes that are there', async (name, count) => {
    const expected = await expectedIn(name);
    const { width, height, meta, labels, timings } = await client.infer(await sample(name), bundled);
    const [task = ''] = Object.keys(meta);
    const found = detectionsIn(meta);
    expect([width, height]).toEqual([expected.width, expected.height]);
    expect(codesFound(found, labels[task] ?? [], expected.boxes)).toBe(count);
    expect(found.count).toBe(count);
    expect(timings.runMs).toBeGreaterThan(0);
    expect(timings.decodeMs).toBeGreaterThan(0);
  });

  it('gives the same results in a stream, in order, whatever is in between', async () => {
    const [parcel, shelf] = [await sample('parcel.jpg'), await sample('shelf.jpg')];
    const images = Array.from({ length: 12 }, (_, index) => (index % 3 === 0 ? shelf : parcel));
    const source = images.map((image, index) =>
      stillFrame(image, { streamId: 'mixed', index, ptsUs: index }),
    );
    const counts: number[] = [];
    const scores = new Set<string>();
    for await (const { image, stamp, meta, dropped } of remoteStream(address, source, bundled)) {
      expect(image).toBe(source[counts.length]);
      expect(stamp).toEqual({ streamId: 'mixed', index: counts.length, ptsUs: counts.length });
      expect(dropped).toBe(0);
      counts.push(detectionsIn(meta).count);
      scores.add(detectionsIn(meta).scores.join());
    }
    expect(counts).toEqual([13, 9, 9, 13, 9, 9, 13, 9, 9, 13, 9, 9]);
    expect(scores.size).toBe(2);
  });

  it('says what it is', async () => {
    const listed = (await client.listNetworks()).find(({ name }) => name === bundled);
    expect(listed).toMatchObject({
      state: 'ready',
      licence: 'Apache-2.0',
      inputWidth: 640,
      inputHeight: 640,
    });
    const { tasks } = await client.describeNetwork(bundled);
    expect(tasks.map(({ kind }) => kind)).toEqual(['detections']);
    expect([...(tasks[0]?.labels ?? [])].sort()).toEqual(['barcode', 'marker', 'matrix', 'pdf417', 'qr']);
  });

  it('honours thresholds and limits of a request', async () => {
    const image = await sample('parcel.jpg');
    const best = await client.infer(image, bundled, { maxResults: 3 });
    const all = await client.infer(image, bundled);
    expect(detectionsIn(best.meta).boxes).toEqual(detectionsIn(all.meta).boxes.slice(0, 12));
    const { scores, classIds } = detectionsIn(all.meta);
    const threshold = ((scores[3] ?? 0) + (scores[4] ?? 0)) / 2;
    const sure = await client.infer(image, bundled, { scoreThreshold: threshold });
    expect(detectionsIn(sure.meta).count).toBe(4);
    expect(labelOf(Object.values(all.labels)[0], classIds[0] ?? -1)).not.toContain('class');
  });
});
