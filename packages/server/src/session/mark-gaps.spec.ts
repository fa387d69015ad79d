import { FarsightError, type Delivery } from '@farsight/protocol';
import { expect, it } from 'vitest';
import { frameOf } from '../testing/results.js';
import type { ReceivedFrame } from './answer-frames.js';
import { markGaps } from './mark-gaps.js';

const error = new FarsightError('INVALID_FRAME', 'bad');
const given: readonly ReceivedFrame[] = [
  { frame: frameOf(5) },
  { frame: frameOf(6) },
  { stamp: frameOf(9).stamp, error },
  { frame: frameOf(11) },
];

async function marked(delivery: Delivery): Promise<ReceivedFrame[]> {
  async function* received(): AsyncGenerator<ReceivedFrame> {
    await Promise.resolve();
    yield* given;
  }
  const seen: ReceivedFrame[] = [];
  for await (const item of markGaps(received(), delivery)) seen.push(item);
  return seen;
}

it('says before each frame of a live stream how many are missing, from the first one on', async () => {
  const [first, second, failed, last] = given;
  const lost = (count: number): object => ({ lost: 'client', count, indices: [] });
  expect(await marked('live')).toEqual([first, second, lost(2), failed, lost(1), last]);
});

it('leaves lossless streams as they are', async () => {
  expect(await marked('lossless')).toEqual(given);
});
