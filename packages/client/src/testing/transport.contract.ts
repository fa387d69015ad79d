import { FarsightError, NetworkNotFoundError, type ErrorCode } from '@farsight/protocol';
import { farsightV1 } from '@farsight/protocol/wire';
import { afterEach, describe, expect, it } from 'vitest';
import { RequestQueue } from '../stream/request-queue.js';
import type { Transport } from '../transport.js';
import { Gate } from './fake-frames.js';
import { fakeService, infoMessage, resultReply } from './fake-service.js';
import type { FarsightService } from './fake-transport.js';

/** A transport with a service at its other end. */
export interface ConnectedPair {
  readonly transport: Transport;
  readonly stop: () => Promise<void>;
}

const open: farsightV1.StreamInferRequest = {
  message: {
    $case: 'open',
    value: {
      streamId: 'contract',
      options: { networks: ['net'], tasks: [], scoreThreshold: 0.25 },
      delivery: farsightV1.Delivery.DELIVERY_LOSSLESS,
      maxInFlight: 3,
      maxAgeMs: 7,
    },
  },
};

function frame(index: number, bytes = 4): farsightV1.StreamInferRequest {
  const data = new Uint8Array(bytes).fill(index);
  const value = farsightV1.Frame.fromPartial({ index, codec: farsightV1.Codec.CODEC_JPEG, data });
  return { message: { $case: 'frame', value } };
}

type Connect = (service: FarsightService) => Promise<Transport>;

/** What every implementation of {@link Transport} must do. */
export function describeTransport(
  name: string,
  connectTo: (service: FarsightService) => Promise<ConnectedPair>,
): void {
  describe(`${name} as a transport`, () => {
    const pairs: ConnectedPair[] = [];
    const connected: Connect = async (service) => {
      const pair = await connectTo(service);
      pairs.push(pair);
      return pair.transport;
    };
    afterEach(async () => {
      for (const pair of pairs.splice(0)) await pair.stop();
    });

    it('carries unary calls there and back', () => expectUnaryCalls(connected));
    it('rejects with the code and message of the server', () => expectServerErrors(connected));
    it('carries a stream in order, both ends at their own pace', () => expectStreamInOrder(connected));
    it('yields what arrived before an error, then the error with its code', () =>
      expectResponsesBeforeError(connected));
    it('carries what the server sees of a source', () => expectWatch(connected));
    it('cancels unary calls and streams, and the server sees it', () => expectCancellation(connected));
    it('leaves no call behind that is cancelled as soon as it begins', () => expectEarlyAbort(connected));
    it('ends the call on the server when the responses are no longer wanted', () =>
      expectEarlyReturn(connected));
    it('refuses calls once aborted before they begin', () => expectAbortedBefore(connected));
  });
}

async function expectUnaryCalls(connected: Connect): Promise<void> {
  const transport = await connected(fakeService());
  const { networks } = await transport.listNetworks({}, {});
  expect(networks.map((network) => network.tasks[0]?.labels)).toEqual([['cat', 'dog']]);
  const { network } = await transport.describeNetwork({ network: 'net' }, {});
  expect(network?.licence).toBe('Apache-2.0');
  const { result } = await transport.infer(
    {
      options: { networks: ['net'], tasks: [] },
      frame: (frame(0, 7).message as { value: farsightV1.Frame }).value,
    },
    {},
  );
  expect(result?.tasks[0]?.result?.value).toMatchObject({ classIds: [7] });
}

async function expectServerErrors(connected: Connect): Promise<void> {
  const transport = await connected(fakeService());
  const failure = await transport.describeNetwork({ network: 'other' }, {}).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(NetworkNotFoundError);
  expect((failure as Error).message).toBe('This server has no network "other".');
}

async function expectStreamInOrder(connected: Connect): Promise<void> {
  const service = fakeService();
  const transport = await connected(service);
  const requests = new RequestQueue<farsightV1.StreamInferRequest>();
  requests.push(open);
  const seen: unknown[] = [];
  for await (const { message } of transport.streamInfer(requests, {})) {
    if (message?.$case === 'info') for (let index = 0; index < 50; index++) requests.push(frame(index, 2000));
    if (message?.$case === 'reply') seen.push(message.value.index);
    if (seen.length === 50) requests.end();
  }
  expect(seen).toEqual(Array.from({ length: 50 }, (_, index) => index));
  expect(service.opened).toEqual((open.message as { value: unknown }).value);
}

async function expectWatch(connected: Connect): Promise<void> {
  const transport = await connected(fakeService());
  const request = { source: 'gate', options: { networks: ['net'], tasks: [] }, frames: true, maxAgeMs: 7 };
  const seen: unknown[] = [];
  for await (const { message } of transport.watchSource(request, {})) {
    seen.push(message?.$case === 'reply' ? message.value.frame?.data[0] : message?.$case);
  }
  expect(seen).toEqual(['info', 5, 7, 'summary']);
  const refused = transport
    .watchSource({ ...request, source: 'other' }, {})
    [Symbol.asyncIterator]()
    .next();
  expectCode(await refused.catch((error: unknown) => error), 'NOT_ALLOWED');
}

async function expectResponsesBeforeError(connected: Connect): Promise<void> {
  const transport = await connected({
    ...fakeService(),
    async *streamInfer() {
      yield infoMessage(2);
      yield resultReply(0);
      await Promise.resolve();
      throw new FarsightError('SHUTTING_DOWN', 'The server is going down.');
    },
  });
  const requests = new RequestQueue<farsightV1.StreamInferRequest>();
  requests.push(open);
  const seen: unknown[] = [];
  const failure = await (async () => {
    for await (const { message } of transport.streamInfer(requests, {})) seen.push(message?.$case);
    return undefined;
  })().catch((error: unknown) => error);
  requests.abort();
  expect(seen).toEqual(['info', 'reply']);
  expectCode(failure, 'SHUTTING_DOWN');
}

async function expectCancellation(connected: Connect): Promise<void> {
  const cancelled: string[] = [];
  const seen: unknown[] = [];
  const untilCancelled = (what: string, signal: AbortSignal | undefined): Promise<never> =>
    new Promise((_, reject) => {
      signal?.addEventListener('abort', () => {
        cancelled.push(what);
        if (cancelled.length === 2) bothSeen.open();
        reject(new FarsightError('CANCELLED', 'The client is gone.'));
      });
    });
  const streaming = new Gate();
  const listing = new Gate();
  const bothSeen = new Gate();
  const transport = await connected({
    ...fakeService(),
    listNetworks: (_, { signal }) => {
      listing.open();
      return untilCancelled('unary', signal);
    },
    async *streamInfer(_, { signal }) {
      yield infoMessage(1);
      await untilCancelled('stream', signal);
    },
  });
  const stop = new AbortController();
  const requests = new RequestQueue<farsightV1.StreamInferRequest>();
  const unary = transport.listNetworks({}, { signal: stop.signal }).catch((error: unknown) => error);
  const stream = (async () => {
    const responses = transport.streamInfer(requests, { signal: stop.signal });
    for await (const { message } of responses) {
      seen.push(message?.$case);
      streaming.open();
    }
  })().catch((error: unknown) => error);
  await Promise.all([streaming.opened, listing.opened]);
  stop.abort();
  expectCode(await unary, 'CANCELLED');
  expectCode(await stream, 'CANCELLED');
  requests.abort();
  await bothSeen.opened;
  expect(cancelled.sort()).toEqual(['stream', 'unary']);
  expect(seen).toEqual(['info']);
}

async function expectEarlyAbort(connected: Connect): Promise<void> {
  let open = 0;
  const transport = await connected({
    ...fakeService(),
    async *watchSource(_, { signal }) {
      open += 1;
      if (signal?.aborted !== true) {
        await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
      }
      open -= 1;
      yield { message: undefined };
    },
  });
  await transport.listNetworks({}, {});
  const stop = new AbortController();
  const request = { source: 'gate', options: undefined, frames: false, maxAgeMs: 0 };
  const first = transport.watchSource(request, { signal: stop.signal })[Symbol.asyncIterator]().next();
  stop.abort();
  expectCode(await first.catch((error: unknown) => error), 'CANCELLED');
  // Long enough for the call to get there, and for its end to.
  for (let i = 0; i < 5; i += 1) await transport.listNetworks({}, {});
  expect(open).toBe(0);
}

async function expectEarlyReturn(connected: Connect): Promise<void> {
  const gone = new Gate();
  const transport = await connected({
    ...fakeService(),
    async *streamInfer(_, { signal }) {
      signal?.addEventListener('abort', gone.open);
      yield infoMessage(1);
      await gone.opened;
    },
  });
  const requests = new RequestQueue<farsightV1.StreamInferRequest>();
  for await (const { message } of transport.streamInfer(requests, {})) {
    expect(message?.$case).toBe('info');
    break;
  }
  requests.abort();
  await gone.opened;
  expect.assertions(1);
}

async function expectAbortedBefore(connected: Connect): Promise<void> {
  const transport = await connected(fakeService());
  const signal = AbortSignal.abort();
  expectCode(await transport.listNetworks({}, { signal }).catch((error: unknown) => error), 'CANCELLED');
}

function expectCode(error: unknown, code: ErrorCode): void {
  expect(FarsightError.is(error) && error.code).toBe(code);
}
