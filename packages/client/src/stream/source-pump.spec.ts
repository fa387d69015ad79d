import type { EncodedFrame } from '@farsight/protocol';
import { expect, it } from 'vitest';
import { FakeSource, settle } from '../testing/fake-frames.js';
import { SourcePump } from './source-pump.js';
import { SourceReader } from './source-reader.js';

/** A pump with room for the first frame only, and a clock. */
function setUp(count: number): {
  source: FakeSource;
  sent: number[];
  pump: SourcePump;
  at: { ms: number; hasRoom: boolean };
} {
  const source = new FakeSource(count);
  const sent: number[] = [];
  const at = { ms: 0, hasRoom: true };
  const sink = {
    taken: () => undefined,
    hasRoom: () => at.hasRoom,
    send: ({ stamp, pixels }: EncodedFrame) => {
      sent.push(stamp.index);
      at.hasRoom = false;
      pixels?.[Symbol.dispose]();
    },
  };
  const pump = new SourcePump(new SourceReader(source), sink, () => at.ms);
  return { source, sent, pump, at };
}

it.each([
  [100, [0, 2]],
  [101, [0]],
])('sends a frame that was held for %d of 100 ms, or drops it', async (heldMs, expected) => {
  const { source, sent, pump, at } = setUp(3);
  const running = pump.run('live', 100);
  while (source.taken < 3) await settle();
  await settle();
  at.ms += heldMs;
  at.hasRoom = true;
  pump.roomMade();
  await running;
  expect(sent).toEqual(expected);
  expect(source.ledger).toMatchObject({ alive: 0, disposedAgain: 0 });
});
