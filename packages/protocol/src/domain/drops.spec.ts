import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  droppedFramesFromMessage,
  droppedFramesToMessage,
  dropsFromMessage,
  dropsToMessage,
} from '../codec/drops.js';
import { Drops, FramesDropped } from '../gen/farsight/v1/farsight.js';
import { dropReasons, dropsByReason, dropsText, noDrops, totalDrops } from './drops.js';

const count = fc.nat({ max: 2 ** 50 });
const anyDrops = fc.record({ client: count, queue: count, decode: count, deadline: count });

describe('drops', () => {
  it('are told by reason, those alone that there are', () => {
    expect(dropsText(noDrops)).toBe('0 dropped');
    const drops = { ...noDrops, queue: 9, deadline: 3 };
    expect(dropsText(drops)).toBe('12 dropped (queue 9, deadline 3)');
    expect(dropsByReason(drops)).toEqual({ queue: 9, deadline: 3 });
  });

  it('come through the wire as they are; the sum, where it is too large, as the largest', () => {
    fc.assert(
      fc.property(anyDrops, (drops) => {
        const { dropped, drops: message } = dropsToMessage(drops);
        const sent = message && Drops.decode(Drops.encode(message).finish());
        expect(dropsFromMessage(sent)).toEqual(drops);
        expect(dropped).toBe(Math.min(totalDrops(drops), 0xffffffff));
      }),
    );
    expect(dropsToMessage(noDrops)).toEqual({ dropped: 0, drops: undefined });
  });

  it('name frames with their reasons, and those of servers that name none as queued', () => {
    const frame = fc.record({ index: fc.nat(), reason: fc.constantFrom(...dropReasons) });
    const frames = fc.uniqueArray(frame, { selector: ({ index }) => index });
    fc.assert(
      fc.property(frames, (all) => {
        const { indices, reasons } = FramesDropped.decode(
          FramesDropped.encode(droppedFramesToMessage(all)).finish(),
        );
        const expected = new Map(all.map(({ index, reason }) => [index, reason]));
        expect(droppedFramesFromMessage(indices, reasons)).toEqual(expected);
      }),
    );
    expect(droppedFramesFromMessage([4, 5], [99 as never])).toEqual(
      new Map([
        [4, 'queue'],
        [5, 'queue'],
      ]),
    );
  });
});
