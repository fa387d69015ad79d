import type { EncodedFrame } from '@farsight/client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { atTheirPace, firstFrames } from './frames.js';

/** Frames 40 ms apart; `closed` tells whether the source was left. */
function recording(count: number): { frames: AsyncGenerator<EncodedFrame, void>; closed: () => boolean } {
  let closed = false;
  const frames = (async function* (): AsyncGenerator<EncodedFrame, void> {
    await Promise.resolve();
    try {
      for (let index = 0; index < count; index += 1) {
        yield {
          codec: 'jpeg',
          data: new Uint8Array(),
          stamp: { streamId: 's', index, ptsUs: 40_000 * index },
        };
      }
    } finally {
      closed = true;
    }
  })();
  return { frames, closed: () => closed };
}

describe('firstFrames', () => {
  it('stops the source after the last one', async () => {
    const { frames, closed } = recording(10);
    const indices: number[] = [];
    for await (const { stamp } of firstFrames(frames, 3)) indices.push(stamp.index);
    expect(indices).toEqual([0, 1, 2]);
    expect(closed()).toBe(true);
  });

  it('is content with fewer', async () => {
    const indices: number[] = [];
    for await (const { stamp } of firstFrames(recording(2).frames, 5)) indices.push(stamp.index);
    expect(indices).toEqual([0, 1]);
  });
});

describe('atTheirPace', () => {
  afterEach(() => vi.restoreAllMocks());

  it('waits for the time of each frame, and for none that is late', async () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(1000);
    const slept: number[] = [];
    const paced = atTheirPace(recording(4).frames, new AbortController().signal, (ms) => {
      slept.push(ms);
      now.mockReturnValue(performance.now() + ms);
      return Promise.resolve();
    });
    await paced.next();
    now.mockReturnValue(1010);
    await paced.next();
    // The reader is late for the third frame, and early for the fourth again.
    now.mockReturnValue(1110);
    await paced.next();
    await paced.next();
    expect(slept).toEqual([30, 10]);
  });

  it('does not race after a reader that was away for long', async () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(0);
    const slept: number[] = [];
    const paced = atTheirPace(recording(3).frames, new AbortController().signal, (ms) => {
      slept.push(ms);
      return Promise.resolve();
    });
    await paced.next();
    now.mockReturnValue(10_000);
    await paced.next();
    await paced.next();
    expect(slept).toEqual([40]);
  });

  it('ends its wait when the signal fires', async () => {
    const abort = new AbortController();
    const { frames, closed } = recording(2);
    const paced = atTheirPace(frames, abort.signal);
    await paced.next();
    const next = paced.next();
    abort.abort();
    await expect(next).rejects.toMatchObject({ name: 'AbortError' });
    expect(closed()).toBe(true);
  });
});
