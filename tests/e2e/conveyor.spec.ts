import { remoteStream } from '@farsight/client';
import { openSource } from '@farsight/media';
import type { FarsightServer } from '@farsight/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { conveyorCodes } from './support/conveyor.js';
import { codesFound, detectionsIn } from './support/samples.js';
import { bundled, serveBundled } from './support/serve-bundled.js';

let server: FarsightServer;
let address: string;

beforeAll(async () => {
  ({ server, address } = await serveBundled());
}, 60_000);
afterAll(() => server.close());

it('the bundled network finds the codes that pass on the conveyor', { timeout: 120_000 }, async () => {
  const { frames, codesAt } = await conveyorCodes();
  await using source = await openSource(new URL('../../samples/conveyor.mp4', import.meta.url).pathname);
  const stream = remoteStream(address, source, bundled);
  const labels = Object.values((await stream.info()).labels)[0] ?? [];
  let received = 0;
  const total = { codes: 0, found: 0, extra: 0 };
  for await (const { stamp, meta } of stream) {
    expect(stamp.index).toBe(received++);
    if (stamp.index % 5 !== 0) continue;
    const codes = codesAt(stamp.index);
    const plain = codes.filter(({ visible }) => visible >= 0.6);
    const boxes = detectionsIn(meta);
    total.codes += plain.length;
    total.found += codesFound(boxes, labels, plain);
    total.extra += boxes.count - codesFound(boxes, labels, codes);
  }
  expect(received).toBe(frames);
  // The network itself finds no more with OpenCV and onnxruntime in Python: 271 found, 10 extra.
  expect(total.codes).toBe(274);
  expect(total.found).toBeGreaterThanOrEqual(270);
  expect(total.extra).toBeLessThanOrEqual(10);
});
