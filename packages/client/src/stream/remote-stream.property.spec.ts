import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientOn } from '../client-on.js';
import { FakeSource } from '../testing/fake-frames.js';
import { errorReply, fakeService, infoMessage, resultReply } from '../testing/fake-service.js';
import { FakeTransport, type FarsightService } from '../testing/fake-transport.js';

const turns = fc.array(fc.nat(3), { minLength: 1, maxLength: 20 });

/** Waits as many turns of the event loop as the script says for this index. */
async function wait(script: readonly number[], index: number): Promise<void> {
  for (let turn = script[index % script.length] ?? 0; turn > 0; turn--) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('any stream', () => {
  it('hands over every frame once, in order, or counts it, and frees all pixels, however it ends', async () => {
    const scenario = fc.record({
      count: fc.nat(25),
      maxInFlight: fc.integer({ min: 1, max: 6 }),
      granted: fc.nat(6),
      live: fc.boolean(),
      sourceTurns: turns,
      serverTurns: turns,
      readerTurns: turns,
      bad: fc.nat(40),
      lost: fc.nat(60),
      sourceFails: fc.nat(60),
      leaveAt: fc.nat(60),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async (plan) => {
        const source = new FakeSource(plan.count, async (index) => {
          await wait(plan.sourceTurns, index);
          if (index === plan.sourceFails) throw new RangeError('source');
        });
        const service = fakeService({
          maxInFlight: plan.granted,
          answer: async ({ index }) => {
            await wait(plan.serverTurns, index);
            if (index === plan.lost) throw new RangeError('lost');
            return index === plan.bad ? errorReply(index, 'INVALID_FRAME') : resultReply(index);
          },
        });
        const client = clientOn(new FakeTransport(service));
        const { maxInFlight, live } = plan;
        const stream = client.stream(source.open, 'net', {
          maxInFlight,
          delivery: live ? 'live' : 'lossless',
        });
        let next = 0;
        let failure: unknown;
        let left = false;
        try {
          for await (const { image, stamp, dropped, error } of stream) {
            image.pixels?.[Symbol.dispose]();
            expect(stamp.index).toBe(next + dropped);
            expect(live || dropped === 0).toBe(true);
            expect(error !== undefined).toBe(stamp.index === plan.bad);
            next = stamp.index + 1;
            await wait(plan.readerTurns, stamp.index);
            left = stamp.index >= plan.leaveAt;
            if (left) break;
          }
        } catch (error) {
          failure = error;
        }
        const complete = failure === undefined && !left;
        expect(complete ? next : plan.count).toBe(plan.count);
        expect(failure === undefined || failure instanceof RangeError).toBe(true);
        expect(source.ledger).toMatchObject({ alive: 0, disposedAgain: 0 });
        expect(service.signal?.aborted).toBe(true);
        expect(source.signal === undefined || source.signal.aborted).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('accounts for every frame a dropping server does not answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 30 }), turns, async (answered, sourceTurns) => {
        const source = new FakeSource(answered.length, (index) => wait(sourceTurns, index));
        const service: FarsightService = {
          ...fakeService(),
          async *streamInfer(requests) {
            yield infoMessage(answered.length + 1);
            for await (const { message } of requests) {
              if (message?.$case === 'frame' && answered[message.value.index] === true) {
                yield resultReply(message.value.index);
              }
            }
          },
        };
        const client = clientOn(new FakeTransport(service));
        const seen: number[] = [];
        let dropped = 0;
        for await (const item of client.stream(source, 'net', { delivery: 'live' })) {
          item.image.pixels?.[Symbol.dispose]();
          seen.push(item.stamp.index);
          dropped += item.dropped;
        }
        const last = answered.lastIndexOf(true);
        expect(seen).toEqual(answered.flatMap((yes, index) => (yes ? [index] : [])));
        expect(seen.length + dropped).toBe(last + 1);
        expect(source.ledger).toMatchObject({ made: answered.length, alive: 0, disposedAgain: 0 });
      }),
      { numRuns: 100 },
    );
  });
});
