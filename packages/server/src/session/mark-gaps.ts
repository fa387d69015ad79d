import type { Delivery } from '@farsight/protocol';
import type { ReceivedFrame } from './answer-frames.js';

/**
 * The frames of a stream as they arrive, and before each of them how many are missing if it is live: whoever sends live
 * frames leaves out those that newer ones have overtaken, and numbers all. To be done before video is decoded, which changes
 * the order.
 */
export function markGaps(
  received: AsyncIterable<ReceivedFrame>,
  delivery: Delivery,
): AsyncIterable<ReceivedFrame> {
  return delivery === 'live' ? gapsMarked(received) : received;
}

async function* gapsMarked(received: AsyncIterable<ReceivedFrame>): AsyncGenerator<ReceivedFrame, void> {
  let expected: number | undefined;
  for await (const item of received) {
    if (item.lost === undefined) {
      const { index } = item.error === undefined ? item.frame.stamp : item.stamp;
      const missing = index - (expected ?? index);
      if (missing > 0) yield { lost: 'client', count: missing, indices: [] };
      expected = index + 1;
    }
    yield item;
  }
}
