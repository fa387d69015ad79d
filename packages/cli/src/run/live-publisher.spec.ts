import { noDrops, type EncodedFrame, type PixelFrame } from '@farsight/client';
import { LiveHub } from '@farsight/server';
import { expect, it } from 'vitest';
import { LivePublisher } from './live-publisher.js';
import type { Received } from './receiver.js';

const stamp = { streamId: 'clip', index: 0, ptsUs: 0 };
const timings = { queueMs: 0, decodeMs: 0, preprocessMs: 0, runMs: 0, postprocessMs: 0 };
const info = { streamId: 'clip', networks: [], labels: {}, maxInFlight: 1 };

/** Pixels that throw when they are looked at after they were disposed. */
function pixelsOnce(): PixelFrame {
  let data: Uint8Array | undefined = new Uint8Array(8 * 8 * 3).fill(90);
  return {
    width: 8,
    height: 8,
    format: 'rgb24',
    strideBytes: 24,
    get data() {
      if (data === undefined) throw new Error('The pixels are gone.');
      return data;
    },
    [Symbol.dispose]: () => (data = undefined),
  };
}

function received(image: EncodedFrame): Received {
  const item = { image, stamp, meta: {}, width: 8, height: 8, timings, dropped: 0, drops: noDrops };
  return { item, fps: 1, latencyMs: 1, drops: noDrops, segment: 0 };
}

it('shows video again to those who come late, when its pixels are gone', () => {
  const hub = new LiveHub();
  const publisher = new LivePublisher(hub, 'clip');
  publisher.begin(info);
  const pixels = pixelsOnce();
  publisher.receive(received({ stamp, codec: 'video', keyFrame: true, data: new Uint8Array(1), pixels }));
  pixels[Symbol.dispose]();
  const jpegs: Uint8Array[] = [];
  hub.find('clip')?.watch({ send: (parts) => jpegs.push(...parts.slice(1)), end: () => undefined });
  publisher.repeat();
  expect(jpegs.map((jpeg) => [...jpeg.subarray(0, 3)])).toEqual([[0xff, 0xd8, 0xff]]);
  publisher.close();
});
