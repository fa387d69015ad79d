import type { EncodedFrame } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { FakeSource, Gate, PixelLedger, settle } from '../testing/fake-frames.js';
import { fakeService, infoMessage } from '../testing/fake-service.js';
import { FakeTransport } from '../testing/fake-transport.js';
import type { Transport } from '../transport.js';
import type { FrameSource } from './item.js';
import { StreamRun } from './stream-run.js';

function runOn(transport: Transport, source: FrameSource, release: () => Promise<void>): StreamRun {
  const connect = (): Promise<{ transport: Transport; release: () => Promise<void> }> =>
    Promise.resolve({ transport, release });
  return new StreamRun({ connect, source, networks: ['net'], options: {} });
}

describe('a stream run', () => {
  it('has given its connection back when it ends, or when it is closed', async () => {
    let released = 0;
    const release = async (): Promise<void> => {
      await settle();
      released++;
    };
    const whole = runOn(new FakeTransport(fakeService()), [], release);
    expect(await whole.next()).toBeUndefined();
    expect(released).toBe(1);
    const half = runOn(new FakeTransport(fakeService()), new FakeSource(9), release);
    await half.next();
    await half.close();
    expect(released).toBe(2);
  });

  it('has let the source clean up when it is closed', async () => {
    let cleanedUp = false;
    const frames: AsyncIterable<EncodedFrame> = {
      [Symbol.asyncIterator]: () => {
        let index = 0;
        return {
          next: () => Promise.resolve({ done: false, value: new PixelLedger().frame(index++) }),
          return: async () => {
            await settle();
            cleanedUp = true;
            return { done: true, value: undefined };
          },
        };
      },
    };
    const run = runOn(new FakeTransport(fakeService()), frames, () => Promise.resolve());
    await run.next();
    await settle();
    await run.close();
    expect(cleanedUp).toBe(true);
  });

  it('begins nothing when the server opens the stream after it was closed', async () => {
    const gate = new Gate();
    const service = {
      ...fakeService(),
      async *streamInfer() {
        await gate.opened;
        yield infoMessage(4);
      },
    };
    // A carrier that still hands over what has arrived when the call is cancelled, as those with buffers do.
    const transport: Transport = {
      ...service,
      server: 'x',
      maxMessageBytes: 1e6,
      close: () => Promise.resolve(),
    };
    const source = new FakeSource(3);
    const run = runOn(transport, source.open, () => Promise.resolve());
    const next = run.next();
    await settle();
    const closed = run.close();
    gate.open();
    await closed;
    expect(await next).toBeUndefined();
    expect([source.taken, source.signal]).toEqual([0, undefined]);
  });
});
