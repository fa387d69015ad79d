import type { EncodedFrame } from '@farsight/protocol';
import { ConnectionError, FarsightError, NetworkNotFoundError, noDrops } from '@farsight/protocol';
import { farsightV1 } from '@farsight/protocol/wire';
import { describe, expect, it } from 'vitest';
import { clientOn } from '../client-on.js';
import { FakeSource, Gate, PixelLedger, settle } from '../testing/fake-frames.js';
import { errorReply, fakeService, infoMessage, resultReply } from '../testing/fake-service.js';
import { FakeTransport, type FarsightService } from '../testing/fake-transport.js';
import type { FrameSource, RemoteStream, StreamItem, StreamOptions } from './item.js';
import { remoteStream } from './remote-stream.js';

function streamTo(service: FarsightService, source: FrameSource, options: StreamOptions = {}): RemoteStream {
  return remoteStream(clientOn(new FakeTransport(service)), source, 'net', options);
}

/** Reads a stream to its end, as a user does: pixels are disposed as they come. */
async function readAll(
  stream: AsyncIterable<StreamItem>,
): Promise<{ items: StreamItem[]; error: unknown; indices: number[] }> {
  const items: StreamItem[] = [];
  let error: unknown;
  try {
    for await (const item of stream) {
      items.push(item);
      item.image.pixels?.[Symbol.dispose]();
    }
  } catch (caught) {
    error = caught;
  }
  return { items, error, indices: items.map(({ stamp }) => stamp.index) };
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

describe('a lossless stream', () => {
  it("gives every frame back, in order, with its results and the source's own frame object", async () => {
    const frames: EncodedFrame[] = upTo(20).map((index) => new PixelLedger().frame(index));
    const { items, error } = await readAll(streamTo(fakeService(), frames));
    expect(error).toBeUndefined();
    expect(items.map(({ image }) => image)).toEqual(frames);
    expect(items.every(({ image }, index) => image === frames[index])).toBe(true);
    const classIds = upTo(20).map((index) => ({ classIds: Int32Array.of(index) }));
    expect(items.map(({ meta }) => meta.detections)).toMatchObject(classIds);
    expect(items[3]).toMatchObject({
      width: 64,
      height: 48,
      dropped: 0,
      stamp: { streamId: 'test', index: 3 },
    });
    expect(items[3]?.timings.runMs).toBe(4);
  });

  it('opens with what was asked for and tells what was granted', async () => {
    const service = fakeService({ maxInFlight: 3 });
    const options = {
      streamId: 'cam-1',
      maxInFlight: 7,
      scoreThreshold: 0.5,
      tasks: ['detections'],
      maxResults: 9,
    };
    await using stream = streamTo(service, [], options);
    const info = await stream.info();
    expect(info).toMatchObject({ streamId: 's-1', maxInFlight: 3, labels: { detections: ['cat', 'dog'] } });
    expect(service.opened).toMatchObject({
      streamId: 'cam-1',
      maxInFlight: 7,
      options: { networks: ['net'], tasks: ['detections'], scoreThreshold: 0.5, maxResults: 9 },
    });
  });

  it.each([
    { wanted: 2, granted: 8, bound: 2 },
    { wanted: 8, granted: 3, bound: 3 },
    { wanted: undefined, granted: 5, bound: 5 },
    { wanted: undefined, granted: 0, bound: 1 },
  ])('takes $bound frames ahead: $wanted wanted, $granted granted', async ({ wanted, granted, bound }) => {
    const source = new FakeSource(30);
    const service = fakeService({ maxInFlight: granted });
    const stream = streamTo(service, source, wanted === undefined ? {} : { maxInFlight: wanted });
    let delivered = 0;
    let furthest = 0;
    for await (const { image } of stream) {
      image.pixels?.[Symbol.dispose]();
      delivered++;
      await settle();
      furthest = Math.max(furthest, source.taken - delivered);
    }
    expect(delivered).toBe(30);
    expect(furthest).toBe(bound);
    expect(source.ledger.alive).toBe(0);
  });

  it('has an error for a frame the server could not use, and goes on', async () => {
    const source = new FakeSource(4);
    const service = fakeService({
      answer: ({ index }) => (index === 1 ? errorReply(1, 'INVALID_FRAME') : resultReply(index)),
    });
    const { items, error, indices } = await readAll(streamTo(service, source));
    expect(error).toBeUndefined();
    expect(indices).toEqual([0, 1, 2, 3]);
    expect(items[1]).toMatchObject({
      meta: {},
      width: 0,
      error: { code: 'INVALID_FRAME', message: 'frame 1 is no good' },
    });
    expect(items[2]?.error).toBeUndefined();
    expect(source.ledger.alive).toBe(0);
  });

  it('answers a frame that is too large to send itself, in its place', async () => {
    const ledger = new PixelLedger();
    const frames = [ledger.frame(0), ledger.frame(1, 9000), ledger.frame(2), ledger.frame(3, 9000)];
    const service = fakeService();
    const client = clientOn(new FakeTransport(service, 10_000));
    const { items, error } = await readAll(client.stream(frames, 'net'));
    expect(error).toBeUndefined();
    expect(items.map((item) => item.error?.code)).toEqual([
      undefined,
      'MESSAGE_TOO_LARGE',
      undefined,
      'MESSAGE_TOO_LARGE',
    ]);
    expect(items[1]?.error?.message).toContain('9000');
    expect(service.received).toBe(2);
  });

  it('shows frames the source itself lost', async () => {
    const ledger = new PixelLedger();
    const frames = [5, 6, 9, 10].map((index) => ledger.frame(index));
    const { items } = await readAll(streamTo(fakeService(), frames));
    expect(items.map(({ dropped }) => dropped)).toEqual([0, 0, 2, 0]);
  });
});

describe('a live stream', () => {
  it('does not wait for frames that the server has dropped, and says why they were', async () => {
    const queued = farsightV1.DropReason.DROP_REASON_QUEUE;
    const deadline = farsightV1.DropReason.DROP_REASON_DEADLINE;
    const service: FarsightService = {
      ...fakeService(),
      async *streamInfer(requests) {
        yield infoMessage(2);
        for await (const { message } of requests) {
          if (message?.$case !== 'frame') continue;
          const { index } = message.value;
          if (index === 1) {
            const value = { indices: [0, 1], reasons: [queued, deadline] };
            yield { message: { $case: 'dropped', value } };
          } else if (index > 1) yield resultReply(index);
        }
      },
    };
    const source = new FakeSource(4, settle);
    const { items, indices } = await readAll(streamTo(service, source, { delivery: 'live' }));
    expect(indices).toEqual([2, 3]);
    expect(items.map(({ dropped, drops }) => [dropped, drops])).toEqual([
      [2, { ...noDrops, queue: 1, deadline: 1 }],
      [0, noDrops],
    ]);
    expect(source.ledger).toMatchObject({ alive: 0, disposedAgain: 0 });
  });

  it.each([0, -1, 1.5, 3_600_001, NaN])('refuses a bound of %s ms for the age of frames', (maxAgeMs) => {
    expect(() => streamTo(fakeService(), [], { delivery: 'live', maxAgeMs })).toThrow('for maxAgeMs');
  });

  it('keeps the newest frame while none may be sent, and counts and disposes the others', async () => {
    const gate = new Gate();
    const source = new FakeSource(10);
    const service = fakeService({
      maxInFlight: 1,
      answer: async ({ index }) => {
        await gate.opened;
        return resultReply(index);
      },
    });
    const stream = streamTo(service, source, { delivery: 'live' });
    const reading = readAll(stream);
    while (source.taken < 10) await settle();
    await settle();
    expect(source.ledger.disposed).toBe(8);
    gate.open();
    const { items, indices } = await reading;
    expect(indices).toEqual([0, 9]);
    expect(items.map(({ dropped }) => dropped)).toEqual([0, 8]);
    expect(source.ledger.alive).toBe(0);
  });

  it('counts and disposes what the server dropped', async () => {
    const ledger = new PixelLedger();
    const frames = upTo(6).map((index) => ledger.frame(index));
    const service: FarsightService = {
      ...fakeService(),
      async *streamInfer(requests) {
        yield infoMessage(6);
        let received = 0;
        for await (const { message } of requests) if (message?.$case === 'frame') received++;
        expect(received).toBe(6);
        yield resultReply(1, [0]);
        yield resultReply(4, [2, 3]);
      },
    };
    const { items, error } = await readAll(streamTo(service, frames, { delivery: 'live' }));
    expect(error).toBeUndefined();
    expect(items.map(({ stamp, dropped }) => [stamp.index, dropped])).toEqual([
      [1, 1],
      [4, 2],
    ]);
    expect(ledger).toMatchObject({ alive: 0, disposedAgain: 0 });
  });

  it('does not let a source that never waits keep replies from being read', async () => {
    const ledger = new PixelLedger();
    function* endless(): Generator<EncodedFrame> {
      for (let index = 0; ; index++) yield ledger.frame(index);
    }
    const service = fakeService({
      answer: async ({ index }) => {
        await settle();
        return resultReply(index);
      },
    });
    const seen: number[] = [];
    for await (const { image, stamp } of streamTo(service, endless(), { delivery: 'live', maxInFlight: 1 })) {
      image.pixels?.[Symbol.dispose]();
      seen.push(stamp.index);
      if (seen.length === 3) break;
    }
    expect(seen).toHaveLength(3);
    expect(ledger.alive).toBe(0);
  });
});

describe('a stream that cannot be opened', () => {
  it('throws NetworkNotFoundError before it takes a frame', async () => {
    const source = new FakeSource(3);
    const client = clientOn(new FakeTransport(fakeService()));
    const { error } = await readAll(client.stream(source.open, 'other'));
    expect(error).toBeInstanceOf(NetworkNotFoundError);
    expect((error as Error).message).toContain('"other"');
    expect([source.taken, source.signal]).toEqual([0, undefined]);
    await expect(client.stream(source, 'other').info()).rejects.toBeInstanceOf(NetworkNotFoundError);
  });

  it.each([
    [[], {}, 'at least one network'],
    [['a b'], {}, 'network name'],
    ['net', { maxInFlight: 0 }, 'maxInFlight'],
    ['net', { maxInFlight: 1.5 }, 'maxInFlight'],
  ] as const)('refuses %j %j at once', (network, options, words) => {
    const client = clientOn(new FakeTransport(fakeService()));
    expect(() => client.stream([], network, options)).toThrow(words);
  });

  it('can be iterated once', () => {
    const stream = streamTo(fakeService(), []);
    stream[Symbol.asyncIterator]();
    expect(() => stream[Symbol.asyncIterator]()).toThrow('once');
  });
});

describe('a stream that breaks', () => {
  it('delivers what was received, then throws ConnectionError', async () => {
    const source = new FakeSource(100);
    const service = fakeService({
      answer: ({ index }) => {
        if (index === 3) throw new ConnectionError('CONNECTION_LOST', 'gone');
        return resultReply(index);
      },
    });
    const { indices, error } = await readAll(streamTo(service, source.open));
    expect(indices).toEqual([0, 1, 2]);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'CONNECTION_LOST' });
    expect(source).toMatchObject({ returned: 1, ledger: { alive: 0, disposedAgain: 0 } });
    expect(source.signal?.aborted).toBe(true);
  });

  it('counts a server that ends early, in good order, as a lost connection', async () => {
    const source = new FakeSource(5);
    const service: FarsightService = {
      ...fakeService(),
      async *streamInfer(requests) {
        yield infoMessage(4);
        let received = 0;
        for await (const { message } of requests) {
          if (message?.$case !== 'frame') continue;
          if (received++ === 0) yield resultReply(0);
          if (received === 3) return;
        }
      },
    };
    const { indices, error } = await readAll(streamTo(service, source));
    expect(indices).toEqual([0]);
    expect(error).toMatchObject({ code: 'CONNECTION_LOST' });
    expect(source.ledger.alive).toBe(0);
  });

  it("throws the source's own error after everything in flight was delivered", async () => {
    const failure = new RangeError('the camera fell off');
    const source = new FakeSource(10, (index) => {
      if (index === 3) throw failure;
    });
    const gate = new Gate();
    const service = fakeService({
      answer: async ({ index }) => {
        await gate.opened;
        return resultReply(index);
      },
    });
    const reading = readAll(streamTo(service, source));
    while (source.taken < 3) await settle();
    gate.open();
    const { indices, error } = await reading;
    expect(indices).toEqual([0, 1, 2]);
    expect(error).toBe(failure);
    expect(source.ledger.alive).toBe(0);
  });

  it("throws the source's error, and not that the connection broke after it", async () => {
    const failure = new RangeError('the camera fell off');
    const gate = new Gate();
    const source = new FakeSource(10, (index) => {
      if (index === 1) throw failure;
    });
    const service = fakeService({
      answer: async () => {
        await gate.opened;
        throw new ConnectionError('CONNECTION_LOST', 'gone');
      },
    });
    const reading = readAll(streamTo(service, source));
    await settle();
    gate.open();
    expect((await reading).error).toBe(failure);
    expect(source.ledger.alive).toBe(0);
  });

  it('refuses a source whose index does not grow', async () => {
    const ledger = new PixelLedger();
    const { indices, error } = await readAll(streamTo(fakeService(), [ledger.frame(4), ledger.frame(4)]));
    expect(indices).toEqual([4]);
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect((error as Error).message).toBe('Expected an integer above 4 for stamp.index but received 4.');
    expect(ledger.alive).toBe(0);
  });

  it.each([
    ['answers a frame it was not asked about', [infoMessage(4), resultReply(77)]],
    ['answers before it opened the stream', [resultReply(0)]],
    ['opens the stream twice', [infoMessage(4), infoMessage(4)]],
    ['never opens the stream', []],
    [
      'answers with nothing',
      [
        infoMessage(4),
        {
          message: {
            $case: 'reply',
            value: { index: 0, ptsUs: 0, dropped: 0, droppedIndices: [], outcome: undefined },
          },
        },
      ],
    ],
  ] as readonly [string, farsightV1.StreamInferResponse[]][])(
    'fails when the server %s',
    async (_, responses) => {
      const source = new FakeSource(3);
      const service: FarsightService = {
        ...fakeService(),
        async *streamInfer(requests, { signal }) {
          let frames = 0;
          for (const response of responses) {
            if (response.message?.$case === 'reply' && responses.length > 1) {
              for await (const { message } of requests)
                if (message?.$case === 'frame' && ++frames === 1) break;
            }
            yield response;
          }
          expect(signal).toBeDefined();
        },
      };
      const { error } = await readAll(streamTo(service, source));
      expect(error).toMatchObject({ code: 'INTERNAL' });
      expect(source.ledger.alive).toBe(0);
    },
  );
});

describe('a stream that is left', () => {
  it('closes the source, cancels the call and disposes what is under way on break', async () => {
    const source = new FakeSource(100);
    const service = fakeService({ maxInFlight: 5 });
    for await (const { image, stamp } of streamTo(service, source.open)) {
      image.pixels?.[Symbol.dispose]();
      await settle();
      if (stamp.index === 2) break;
    }
    expect(source).toMatchObject({ returned: 1, ledger: { alive: 0, disposedAgain: 0 } });
    expect(source.signal?.aborted).toBe(true);
    expect(service.signal?.aborted).toBe(true);
    expect(source.taken).toBeLessThan(10);
  });

  it.each([
    ['opened', [infoMessage(2), resultReply(0)]],
    ['refused', []],
  ])('ends its requests, also for a carrier that reads them on its own: %s', async (_, responses) => {
    let requestsRead: Promise<number> | undefined;
    const service: FarsightService = {
      ...fakeService(),
      async *streamInfer(requests) {
        requestsRead = (async () => {
          let count = 0;
          for await (const { message } of requests) if (message !== undefined) count++;
          return count;
        })();
        await settle();
        yield* responses;
        throw new NetworkNotFoundError('no');
      },
    };
    const source = new FakeSource(9);
    const { error } = await readAll(streamTo(service, source));
    expect(error).toBeInstanceOf(NetworkNotFoundError);
    expect(await requestsRead).toBeGreaterThanOrEqual(1);
    expect(source.ledger.alive).toBe(0);
  });

  it('is not held up by a silent source, whose late frame is disposed', async () => {
    const gate = new Gate();
    const source = new FakeSource(5, (index) => (index === 1 ? gate.opened : undefined));
    const stop = new AbortController();
    const service = fakeService();
    const iterator = streamTo(service, source, { signal: stop.signal })[Symbol.asyncIterator]();
    const first = await iterator.next();
    (first.value as StreamItem).image.pixels?.[Symbol.dispose]();
    const second = iterator.next();
    await settle();
    stop.abort(new Error('enough'));
    await expect(second).rejects.toMatchObject({ code: 'CANCELLED', cause: { message: 'enough' } });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(service.signal?.aborted).toBe(true);
    expect(source.returned).toBe(1);
    gate.open();
    await settle();
    expect(source.ledger).toMatchObject({ made: 2, alive: 0, disposedAgain: 0 });
  });

  it.each([
    ['loads a network for ever', []],
    ['never answers a frame', [infoMessage(2)]],
  ])('is not held up by a server that %s', async (_, responses) => {
    const source = new FakeSource(5);
    const service: FarsightService & { signal?: AbortSignal | undefined } = {
      ...fakeService(),
      async *streamInfer(_requests, { signal }) {
        service.signal = signal;
        yield* responses;
        await new Promise(() => undefined);
      },
    };
    const stop = new AbortController();
    const reading = readAll(streamTo(service, source, { signal: stop.signal }));
    await settle();
    stop.abort();
    const { error } = await reading;
    expect(error).toMatchObject({ code: 'CANCELLED' });
    expect(service.signal?.aborted).toBe(true);
    expect(source.ledger.alive).toBe(0);
  });

  it('ends a pending next() when another part of the program returns', async () => {
    const source = new FakeSource(5, () => new Promise(() => undefined));
    const iterator = streamTo(fakeService(), source.open)[Symbol.asyncIterator]();
    const pending = iterator.next();
    await settle();
    expect(await iterator.return?.()).toEqual({ done: true, value: undefined });
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(source.signal?.aborted).toBe(true);
  });

  it.each(['lossless', 'live'] as const)('disposes what nobody took when aborted: %s', async (delivery) => {
    const source = new FakeSource(20);
    const stop = new AbortController();
    const service = fakeService({ maxInFlight: 4 });
    const stream = streamTo(service, source, { signal: stop.signal, delivery });
    const iterator = stream[Symbol.asyncIterator]();
    await stream.info();
    while (source.taken < 4) await settle();
    await settle();
    stop.abort();
    await expect(iterator.next()).rejects.toMatchObject({ code: 'CANCELLED' });
    await settle();
    expect(source.ledger).toMatchObject({ alive: 0, disposedAgain: 0 });
  });

  it('does nothing at all when aborted before it begins', async () => {
    const source = new FakeSource(3);
    const service = fakeService();
    const { error } = await readAll(streamTo(service, source, { signal: AbortSignal.abort() }));
    expect(FarsightError.is(error) && error.code).toBe('CANCELLED');
    expect([source.taken, service.signal]).toEqual([0, undefined]);
  });

  it('takes its listener off the signal', async () => {
    const stop = new AbortController();
    let listeners = 0;
    const { signal } = stop;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners++;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners--;
      remove(...args);
    };
    await readAll(streamTo(fakeService(), new FakeSource(3), { signal }));
    expect(listeners).toBe(0);
  });
});
