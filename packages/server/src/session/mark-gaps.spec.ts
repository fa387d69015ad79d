import { FarsightError } from '@farsight/protocol';
import { expect, it } from 'vitest';
import { frameOf } from '../testing/results.js';
import type { ReceivedFrame } from './answer-frames.js';
import { markGaps } from './mark-gaps.js';

it('says before each frame how many are missing, from the first one on', async () => {
  const error = new FarsightError('INVALID_FRAME', 'bad');
  const given: ReceivedFrame[] = [
    { frame: frameOf(5) },
    { frame: frameOf(6) },
    { stamp: frameOf(9).stamp, error },
    { frame: frameOf(11) },
  ];
  async function* received(): AsyncGenerator<ReceivedFrame> {
    await Promise.resolve();
    yield* given;
  }
  const seen: ReceivedFrame[] = [];
  for await (const item of markGaps(received())) seen.push(item);
  const [first, second, failed, last] = given;
  const lost = (count: number): object => ({ lost: 'client', count, indices: [] });
  expect(seen).toEqual([first, second, lost(2), failed, lost(1), last]);
});
