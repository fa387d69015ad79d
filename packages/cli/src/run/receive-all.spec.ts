import {
  noDrops,
  type Meta,
  type PixelFrame,
  type RemoteStream,
  type StreamItem,
  type StreamInfo,
} from '@farsight/client';
import { expect, it } from 'vitest';
import { receiveAll } from './receive-all.js';
import type { Receiver } from './receiver.js';
import { SendTimes } from './send-times.js';

const stamp = { streamId: 'clip', index: 0, ptsUs: 0 };
const timings = { queueMs: 0, decodeMs: 0, preprocessMs: 0, runMs: 0, postprocessMs: 0 };
const meta: Meta = {
  detections: {
    kind: 'detections',
    count: 1,
    boxes: Float32Array.of(2, 2, 12, 12),
    scores: Float32Array.of(0.9),
    classIds: Int32Array.of(0),
  },
};

function streamOf(item: StreamItem): RemoteStream {
  return {
    info: () => Promise.resolve({ streamId: 'clip', networks: [], labels: {}, maxInFlight: 1 } as StreamInfo),
    async *[Symbol.asyncIterator]() {
      yield await Promise.resolve(item);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Keeps a copy of some pixels. */
function looking(wantsPixels: boolean, at: Receiver['receive']): Receiver {
  return { wantsPixels, receive: at, close: () => undefined };
}

it('shows the frame as it came to those who draw themselves, although the results are drawn on its own pixels', async () => {
  const gray = new Uint8Array(3 * 16 * 16).fill(90);
  const pixels: PixelFrame = {
    width: 16,
    height: 16,
    format: 'rgb24',
    strideBytes: 48,
    data: gray.slice(),
    [Symbol.dispose]: () => undefined,
  };
  const image = { stamp, codec: 'video', keyFrame: true, data: new Uint8Array(1), pixels } as const;
  const seen: Record<string, Uint8Array | undefined> = {};
  const item: StreamItem = { image, stamp, meta, width: 16, height: 16, timings, dropped: 0, drops: noDrops };
  await receiveAll(streamOf(item), new SendTimes(), [
    looking(true, ({ painted }) => void (seen.file = painted?.data.slice())),
    looking(false, (received) => void (seen.page = received.item.image.pixels?.data.slice())),
  ]);
  expect(seen.page).toEqual(gray);
  expect(seen.file).not.toEqual(gray);
});
