import type { EncodedFrame } from '@farsight/client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SendTimes } from './send-times.js';

async function* frames(...indices: number[]): AsyncGenerator<EncodedFrame, void> {
  await Promise.resolve();
  for (const index of indices) {
    yield { codec: 'jpeg', data: new Uint8Array(), stamp: { streamId: 's', index, ptsUs: 0 } };
  }
}

describe('SendTimes', () => {
  afterEach(() => vi.restoreAllMocks());

  it('tells how long a frame was away, also after others were dropped', async () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(0);
    const times = new SendTimes();
    for await (const frame of times.note(frames(0, 1, 2, 5, 80)))
      now.mockReturnValue(10 * (frame.stamp.index + 1));
    now.mockReturnValue(1000);
    expect(times.take(2)).toBe(980);
    // Video comes in another order.
    expect(times.take(1)).toBe(990);
    expect(times.take(1)).toBeUndefined();
    expect(times.take(80)).toBe(940);
    expect(times.take(5)).toBeUndefined();
  });
});
