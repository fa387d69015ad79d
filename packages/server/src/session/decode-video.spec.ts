import { FarsightError, type VideoChunk } from '@farsight/protocol';
import { expect, it } from 'vitest';
import { frameOf } from '../testing/results.js';
import type { ReceivedFrame } from './answer-frames.js';
import { decodeVideo } from './decode-video.js';

const limits = { maxPixels: 1e6, delivery: 'lossless' } as const;

/** A chunk that no decoder takes. */
function chunkOf(index: number, keyFrame = true): VideoChunk {
  return { ...frameOf(index), codec: 'video', keyFrame };
}

async function collect(received: AsyncIterable<ReceivedFrame>): Promise<ReceivedFrame[]> {
  const all = [];
  for await (const item of received) all.push(item);
  return all;
}

it('passes images and errors as they are, and answers what cannot be decoded', async () => {
  const image: ReceivedFrame = { frame: frameOf(0) };
  const failed: ReceivedFrame = { stamp: frameOf(1).stamp, error: new FarsightError('INVALID_FRAME', 'bad') };
  async function* received(): AsyncGenerator<ReceivedFrame> {
    await Promise.resolve();
    yield image;
    yield failed;
    yield { frame: chunkOf(2) };
  }
  const [first, second, third, ...rest] = await collect(decodeVideo(received(), limits));
  expect(first).toBe(image);
  expect(second).toBe(failed);
  expect(third).toMatchObject({ stamp: { index: 2 }, error: { code: 'INVALID_FRAME' } });
  expect(rest).toEqual([]);
});

it('reads no further than it is asked for, and lets go of its source', async () => {
  let read = 0;
  let closed = false;
  async function* endless(): AsyncGenerator<ReceivedFrame> {
    try {
      for (;;) {
        await Promise.resolve();
        yield { frame: chunkOf(read++) };
      }
    } finally {
      closed = true;
    }
  }
  const decoded = decodeVideo(endless(), limits);
  await decoded.next();
  await decoded.next();
  expect(read).toBe(2);
  await decoded.return();
  expect(closed).toBe(true);
});

it('passes on what its source fails with', async () => {
  async function* failing(): AsyncGenerator<ReceivedFrame> {
    await Promise.resolve();
    yield { frame: chunkOf(0) };
    throw new FarsightError('INVALID_ARGUMENT', 'out of place');
  }
  await expect(collect(decodeVideo(failing(), limits))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});

it.each(['lossless', 'live'] as const)(
  '%s: says of chunks before the first key frame what that calls for',
  async (delivery) => {
    async function* received(): AsyncGenerator<ReceivedFrame> {
      await Promise.resolve();
      yield { frame: chunkOf(0, false) };
      yield { frame: chunkOf(1) };
    }
    const [first, second, ...rest] = await collect(decodeVideo(received(), { ...limits, delivery }));
    expect(first).toMatchObject(
      delivery === 'live'
        ? { lost: 'decode', count: 1, indices: [0] }
        : { stamp: { index: 0 }, error: { code: 'INVALID_FRAME' } },
    );
    // What is wrong in itself stays an error.
    expect(second).toMatchObject({ stamp: { index: 1 }, error: { code: 'INVALID_FRAME' } });
    expect(rest).toEqual([]);
  },
);
