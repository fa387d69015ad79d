import type { EncodedFrame } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { clientOn } from '../client-on.js';
import { PixelLedger, settle } from '../testing/fake-frames.js';
import { fakeService, infoMessage, resultReply } from '../testing/fake-service.js';
import { FakeTransport, type FarsightService } from '../testing/fake-transport.js';
import type { StreamItem, StreamOptions } from './item.js';
import { remoteStream } from './remote-stream.js';

const keptBack = 16;

function chunks(ledger: PixelLedger, indices: readonly number[]): EncodedFrame[] {
  return indices.map((index) => ({ ...ledger.frame(index), codec: 'video', keyFrame: index === 0 }));
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

async function readAll(
  service: FarsightService,
  frames: Iterable<EncodedFrame>,
  options: StreamOptions = {},
): Promise<StreamItem[]> {
  const items: StreamItem[] = [];
  for await (const item of remoteStream(clientOn(new FakeTransport(service)), frames, 'net', options)) {
    item.image.pixels?.[Symbol.dispose]();
    items.push(item);
  }
  return items;
}

/** Answers nothing before everything has come. */
function answersAtLast(...replies: ReturnType<typeof resultReply>[]): FarsightService {
  return {
    ...fakeService(),
    async *streamInfer(requests) {
      yield infoMessage(4);
      for await (const { message } of requests) expect(message?.$case).toMatch(/^(open|frame)$/);
      yield* replies;
    },
  };
}

describe('a stream of video', () => {
  it('pairs answers with chunks by index, in whichever order they come', async () => {
    const ledger = new PixelLedger();
    const order = [0, 3, 1, 2, 4];
    const frames = chunks(ledger, upTo(5));
    const items = await readAll(answersAtLast(...order.map((index) => resultReply(index))), frames);
    expect(items.map(({ image }) => image)).toEqual(order.map((index) => frames[index]));
    expect(items.map(({ dropped }) => dropped)).toEqual([0, 0, 0, 0, 0]);
    expect(ledger).toMatchObject({ alive: 0, disposedAgain: 0 });
  });

  it('counts and disposes the chunks that the server names as dropped, and those the source left out', async () => {
    const ledger = new PixelLedger();
    const replies = [resultReply(0), resultReply(3, [2, 4]), resultReply(9)];
    const items = await readAll(answersAtLast(...replies), chunks(ledger, [0, 2, 3, 4, 9]), {
      delivery: 'live',
    });
    expect(items.map(({ stamp, dropped }) => [stamp.index, dropped])).toEqual([
      [0, 0],
      // 1 was left out before 2.
      [3, 2],
      [9, 5],
    ]);
    expect(ledger).toMatchObject({ alive: 0, disposedAgain: 0 });
  });

  it.each(['lossless', 'live'] as const)(
    '%s: sends as many more as a decoder may keep back, leaves none out, and waits then',
    async (delivery) => {
      const ledger = new PixelLedger();
      const received: number[] = [];
      const service: FarsightService = {
        ...fakeService(),
        async *streamInfer(requests) {
          yield infoMessage(2);
          for await (const { message } of requests) {
            if (message?.$case !== 'frame') continue;
            received.push(message.value.index);
            await settle();
            // The decoder gives the first picture when it has kept back all it can.
            const ready = received.length - keptBack - 2;
            if (ready >= 0) yield resultReply(ready);
          }
          for (const index of upTo(keptBack + 1)) yield resultReply(received.length - keptBack - 1 + index);
        },
      };
      const items = await readAll(service, chunks(ledger, upTo(60)), { delivery });
      expect(received).toEqual(upTo(60));
      expect(items.map(({ stamp }) => stamp.index)).toEqual(upTo(60));
      expect(ledger).toMatchObject({ alive: 0, disposedAgain: 0 });
    },
  );
});
