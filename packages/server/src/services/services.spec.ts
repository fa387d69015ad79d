import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { FarsightError, noDrops } from '@farsight/protocol';
import { farsightV1, healthV1, type inferenceServer, type reflectionV1 } from '@farsight/protocol/wire';
import { Status as Code, type ClientError } from 'nice-grpc';
import { afterEach, describe, expect, it } from 'vitest';
import { defaultLimits } from '../config.js';
import { errorToStatus } from '../error-to-status.js';
import { startGrpcServer, type GrpcServer } from '../grpc/grpc-server.js';
import { FrameMemory } from '../frame-memory.js';
import { testClient, type TestClient } from '../grpc/testing/grpc-client.js';
import { Lifecycle } from '../lifecycle.js';
import { createLogger } from '../logging.js';
import type { Networks } from '../networks/served-network.js';
import { StreamRegistry } from '../session/stream-registry.js';
import { SourceAccess } from '../sources/source-access.js';
import { FakeNetwork, fakeNetworks } from '../testing/fake-networks.js';
import { ManualRunner, PromptRunner } from '../testing/manual-runner.js';
import { farsightService } from './farsight.js';
import { healthService } from './health.js';
import { inferenceServerService } from './inference-server.js';
import { reflectionServices } from './reflection.js';
import type { ServiceContext } from './service-context.js';

const { SERVING, NOT_SERVING, SERVICE_UNKNOWN } = healthV1.HealthCheckResponse_ServingStatus;
const opened: { close(): Promise<void> | void }[] = [];

interface Served {
  readonly server: GrpcServer;
  readonly streams: StreamRegistry;
  readonly lifecycle: Lifecycle;
  readonly connect: () => TestClient;
}

async function serve(networks: Networks, limits: Partial<ServiceContext['limits']> = {}): Promise<Served> {
  const streams = new StreamRegistry();
  const lifecycle = new Lifecycle();
  const access = new SourceAccess({});
  const memory = new FrameMemory(1e6);
  const context: ServiceContext = {
    networks,
    streams,
    sources: { watch: async ({ source }) => access.find(source).then(() => expect.unreachable()) },
    limits: { ...defaultLimits, ...limits },
    memory,
    defaultInFlight: { lossless: 4, live: 2 },
    logger: createLogger('silent'),
  };
  const own = [farsightService(context), inferenceServerService(context)];
  const names = own.map(({ name }) => name);
  const server = await startGrpcServer({
    host: 'localhost',
    port: 0,
    services: [...own, healthService(names, lifecycle), ...reflectionServices(names)],
    errorToStatus,
    memory,
    limits: {
      ...context.limits,
      callsPerConnection: context.limits.streamsPerConnection,
      keepaliveMs: 60_000,
    },
  });
  opened.unshift({ close: () => server.close(0) });
  const connect = (): TestClient => {
    const client = testClient(server.port);
    opened.unshift({ close: () => client[Symbol.dispose]() });
    return client;
  };
  return { server, streams, lifecycle, connect };
}

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

type StreamRequest = farsightV1.StreamInferRequest;

function open(networks: readonly string[], values: Partial<farsightV1.StreamOpen> = {}): StreamRequest {
  const options = { networks: [...networks], tasks: [] };
  const value: farsightV1.StreamOpen = {
    streamId: 'mine',
    options,
    delivery: 0,
    maxInFlight: 0,
    maxAgeMs: 0,
    ...values,
  };
  return { message: { $case: 'open', value } };
}

function frame(index: number, values: Partial<farsightV1.Frame> = {}): StreamRequest {
  const data = new Uint8Array(16);
  new DataView(data.buffer).setUint32(0, index);
  return {
    message: {
      $case: 'frame',
      value: farsightV1.Frame.fromPartial({
        index,
        ptsUs: index * 1000,
        codec: farsightV1.Codec.CODEC_JPEG,
        data,
        ...values,
      }),
    },
  };
}

async function* send<T>(...items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) {
    await Promise.resolve();
    yield item;
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function errorOf(work: Promise<unknown>): Promise<ClientError> {
  return work.then(
    () => {
      throw new Error('It did not fail.');
    },
    (error: unknown) => error as ClientError,
  );
}

const prompt = (name: string, task?: string): FakeNetwork =>
  new FakeNetwork(name, [new PromptRunner(), new PromptRunner()], task === undefined ? {} : { task });

describe('farsight.v1', () => {
  it('lists networks without labels and describes one with them', async () => {
    const { farsight } = (await serve(fakeNetworks(prompt('a'), prompt('b')))).connect();
    const { networks } = await farsight.listNetworks({});
    expect(networks.map(({ name, tasks }) => [name, tasks[0]?.labels])).toEqual([
      ['a', []],
      ['b', []],
    ]);
    const { network } = await farsight.describeNetwork({ network: 'b' });
    expect(network?.tasks[0]?.labels).toEqual(['zero', 'one']);
    expect(await errorOf(farsight.describeNetwork({ network: '../x' }))).toMatchObject({
      code: Code.INVALID_ARGUMENT,
    });
    expect(await errorOf(farsight.describeNetwork({ network: 'z' }))).toMatchObject({ code: Code.NOT_FOUND });
  });

  it('answers a stream with its info, a reply per frame in order, and a summary', async () => {
    const { connect, streams } = await serve(fakeNetworks(prompt('a')));
    const requests = send(open(['a']), ...Array.from({ length: 50 }, (_, i) => frame(i)));
    const responses = (await collect(connect().farsight.streamInfer(requests))).map(({ message }) => message);
    expect(responses[0]).toMatchObject({ $case: 'info', value: { streamId: 'mine', maxInFlight: 4 } });
    const replies = responses.slice(1, -1).map((message) => message?.value as farsightV1.FrameReply);
    expect(replies.map(({ index, ptsUs }) => [index, ptsUs])).toEqual(
      Array.from({ length: 50 }, (_, i) => [i, i * 1000]),
    );
    const { outcome } = replies[7]!;
    const result = outcome?.$case === 'result' ? outcome.value : undefined;
    expect(result?.tasks[0]?.result?.value).toMatchObject({
      boxes: [1, 2, 3, 4],
      scores: [7],
      classIds: [7],
    });
    expect(responses.at(-1)).toEqual({
      $case: 'summary',
      value: { received: 50, answered: 50, dropped: 0, drops: undefined },
    });
    expect(streams.streams()).toEqual([]);
    expect(streams.counts()).toEqual({ received: 50, frames: 50, failed: 0, dropped: 0, drops: noDrops });
  });

  it('answers a bad frame with its error, in its place, and goes on', async () => {
    const { farsight } = (await serve(fakeNetworks(prompt('a')))).connect();
    const requests = send(
      open(['a']),
      frame(0),
      frame(1, { codec: 77 as 1 }),
      frame(2, { data: new Uint8Array() }),
      frame(5),
    );
    const outcomes = (await collect(farsight.streamInfer(requests))).flatMap(({ message }) =>
      message?.$case === 'reply' ? [message.value] : [],
    );
    expect(outcomes.map(({ index, outcome }) => [index, outcome?.$case])).toEqual([
      [0, 'result'],
      [1, 'error'],
      [2, 'error'],
      [5, 'result'],
    ]);
    expect(outcomes[1]?.outcome?.value).toMatchObject({ code: 'INVALID_FRAME' });
  });

  it('runs several networks on one stream and tells their results apart', async () => {
    const { farsight } = (await serve(fakeNetworks(prompt('a'), prompt('b')))).connect();
    const [info, reply] = await collect(farsight.streamInfer(send(open(['a', 'b']), frame(0))));
    const infos = info?.message?.$case === 'info' ? info.message.value.networks : [];
    expect(infos.map(({ name, tasks }) => [name, tasks.map((task) => task.name)])).toEqual([
      ['a', ['a/detections']],
      ['b', ['b/detections']],
    ]);
    const outcome = reply?.message?.$case === 'reply' ? reply.message.value.outcome : undefined;
    const tasks = outcome?.$case === 'result' ? outcome.value.tasks.map(({ task }) => task) : [];
    expect(tasks).toEqual(['a/detections', 'b/detections']);
  });

  it('drops frames of a live stream and says how many', async () => {
    const runner = new ManualRunner();
    const { connect, streams } = await serve(fakeNetworks(new FakeNetwork('a', [runner])));
    const live = { delivery: farsightV1.Delivery.DELIVERY_LIVE, maxInFlight: 1 };
    const frames = Array.from({ length: 20 }, (_, i) => frame(i));
    const responses = collect(connect().farsight.streamInfer(send(open(['a'], live), ...frames)));
    while (streams.counts().received < 20) await turn();
    runner.finish();
    while (runner.load === 0) await turn();
    runner.finish();
    const messages = (await responses).map(({ message }) => message);
    expect(messages.slice(1, -1).map((message) => message?.value)).toMatchObject([
      { index: 0, dropped: 0, droppedIndices: Array.from({ length: 18 }, (_, i) => i + 1) },
      { index: 19, dropped: 18, drops: { ...noDrops, queue: 18 }, droppedIndices: [] },
    ]);
    const drops = { ...noDrops, queue: 18 };
    expect(messages.at(-1)?.value).toEqual({ received: 20, answered: 2, dropped: 18, drops });
  });

  it('lets go of a stream whose client has gone, at once', async () => {
    const runner = new ManualRunner();
    const network = new FakeNetwork('a', [runner]);
    const { connect, streams } = await serve(fakeNetworks(network));
    const controller = new AbortController();
    const responses = errorOf(
      collect(
        connect().farsight.streamInfer(send(open(['a']), frame(0), frame(1)), { signal: controller.signal }),
      ),
    );
    while (runner.load === 0) await turn();
    expect(streams.streams()).toMatchObject([{ id: 'mine', networks: ['a'], delivery: 'lossless' }]);
    controller.abort();
    await responses;
    while (streams.streams().length > 0) await turn();
    expect(network.attached).toBe(0);
  });

  it.each<[string, StreamRequest[], number, RegExp]>([
    ['begins with a frame', [frame(0)], Code.INVALID_ARGUMENT, /first message of a stream to open it/],
    ['opens twice', [open(['a']), open(['a'])], Code.INVALID_ARGUMENT, /every message after the first/],
    [
      'has an empty message',
      [open(['a']), { message: undefined }],
      Code.INVALID_ARGUMENT,
      /every message after/,
    ],
    ['goes back', [open(['a']), frame(3), frame(3)], Code.INVALID_ARGUMENT, /index above 3 but received 3/],
    ['names no network', [open([])], Code.INVALID_ARGUMENT, /at least one network/],
    ['names one that is not there', [open(['z'])], Code.NOT_FOUND, /no network z/],
    [
      'names too many',
      [open(['a', 'b', 'c'])],
      Code.RESOURCE_EXHAUSTED,
      /at most 2 networks \(limit networksPerStream\)/,
    ],
    [
      'has a name too long',
      [open(['a'], { streamId: 'x'.repeat(129) })],
      Code.INVALID_ARGUMENT,
      /128 characters/,
    ],
    [
      'wants a delivery nobody knows',
      [open(['a'], { delivery: 9 as 1 })],
      Code.INVALID_ARGUMENT,
      /lossless or live/,
    ],
  ])('refuses a stream that %s', async (_, requests, code, text) => {
    const networks = fakeNetworks(prompt('a'), prompt('b'), prompt('c'));
    const { farsight } = (await serve(networks, { networksPerStream: 2 })).connect();
    const error = await errorOf(collect(farsight.streamInfer(send(...requests))));
    expect(error.code).toBe(code);
    expect(error.details).toMatch(text);
  });

  it('grants no more frames in flight than its limit', async () => {
    const { farsight } = (await serve(fakeNetworks(prompt('a')), { framesInFlight: 3 })).connect();
    const [info] = await collect(farsight.streamInfer(send(open(['a'], { maxInFlight: 100 }))));
    expect(info?.message?.value).toMatchObject({ maxInFlight: 3 });
  });

  it.each([
    ['live', 0, 1000],
    ['live', 250, 250],
    ['live', 4_000_000_000, 60_000],
    ['lossless', 250, 0],
  ])('grants a %s stream that asks for an age of %d ms %d ms', async (delivery, maxAgeMs, granted) => {
    const { connect } = await serve(fakeNetworks(new FakeNetwork('a', [new PromptRunner()])));
    const { DELIVERY_LIVE, DELIVERY_LOSSLESS } = farsightV1.Delivery;
    const values = { delivery: delivery === 'live' ? DELIVERY_LIVE : DELIVERY_LOSSLESS, maxAgeMs };
    const [info] = await collect(connect().farsight.streamInfer(send(open(['a'], values))));
    expect(info?.message?.value).toMatchObject({ maxAgeMs: granted });
  });

  it('runs one image, and fails with its error', async () => {
    const runner = new ManualRunner();
    const { connect } = await serve(fakeNetworks(new FakeNetwork('a', [runner])));
    const { farsight } = connect();
    const message = frame(3).message;
    const image = message?.$case === 'frame' ? message.value : undefined;
    const good = farsight.infer({ options: { networks: ['a'] }, frame: image });
    while (runner.load === 0) await turn();
    runner.finish();
    expect(await good).toMatchObject({ networks: [{ name: 'a' }], result: { width: 640, height: 480 } });
    const bad = errorOf(farsight.infer({ options: { networks: ['a'] }, frame: image }));
    while (runner.load === 0) await turn();
    runner.fail(new FarsightError('FRAME_TOO_LARGE', 'Expected at most 5 pixels.'));
    expect(await bad).toMatchObject({ code: Code.INVALID_ARGUMENT, details: 'Expected at most 5 pixels.' });
    expect(await errorOf(farsight.infer({ options: { networks: ['a'] } }))).toMatchObject({
      code: Code.INVALID_ARGUMENT,
    });
  });
});

describe('InferenceServer', () => {
  const image = (values: Partial<inferenceServer.Image> = {}): inferenceServer.StreamInferenceRequest => ({
    image: { width: 4, height: 2, channels: 3, image: new Uint8Array(24), colorFormat: '', ...values },
  });
  const scores = (results: readonly inferenceServer.Inferenceresult[]): number[][] =>
    results.map(({ obj }) => Array.from(new Float32Array(Uint8Array.from(obj?.scores ?? []).buffer)));

  it('answers exactly one result per frame, in order, an empty one for a bad frame', async () => {
    const { inference } = (await serve(fakeNetworks(prompt('a')))).connect();
    expect(await inference.streamInit({ network: 'a' })).toEqual({ status: '' });
    const bad = image({ image: new Uint8Array(5) });
    const results = await collect(inference.streamInfer(send(image(), bad, { image: undefined }, image())));
    expect(scores(results)).toEqual([[0], [], [], [3]]);
    expect(results[1]).toEqual({});
  });

  it('serves its default network to who names none', async () => {
    const [first, second] = [new ManualRunner(), new ManualRunner()];
    const { inference } = (
      await serve(fakeNetworks(new FakeNetwork('a', [first]), new FakeNetwork('b', [second])))
    ).connect();
    const results = collect(inference.streamInfer(send(image())));
    while (first.load === 0) await turn();
    first.finish();
    expect(await results).toHaveLength(1);
    expect(await inference.streamInit({ network: '' })).toEqual({ status: '' });
  });

  it('keeps the networks of connections apart, whatever comes between', async () => {
    const [first, second] = [new ManualRunner(), new ManualRunner()];
    const { connect } = await serve(
      fakeNetworks(new FakeNetwork('a', [first]), new FakeNetwork('b', [second])),
    );
    const [one, two] = [connect().inference, connect().inference];
    await one.streamInit({ network: 'a' });
    await two.streamInit({ network: 'b' });
    const results = [
      collect(two.streamInfer(send(image()))),
      collect(one.streamInfer(send(image(), image()))),
    ];
    while (first.load < 2 || second.load < 1) await turn();
    first.finish();
    first.finish();
    second.finish();
    expect((await Promise.all(results)).map(({ length }) => length)).toEqual([1, 2]);
  });

  it('says in its status why a network is not ready', async () => {
    const { inference } = (await serve(fakeNetworks(prompt('a')))).connect();
    expect((await inference.streamInit({ network: 'z' })).status).toContain('no network z');
    expect((await inference.streamInit({ network: '../z' })).status).toContain('Expected a network name');
  });

  it('says that there is no default network', async () => {
    const { inference } = (await serve(fakeNetworks())).connect();
    const error = await errorOf(collect(inference.streamInfer(send(image()))));
    expect(error).toMatchObject({ code: Code.INVALID_ARGUMENT });
    expect(error.details).toContain('StreamInit');
  });

  it('opens no sources unless the operator allows them', async () => {
    const { inference, farsight } = (await serve(fakeNetworks(prompt('a')))).connect();
    const source = '/etc/passwd';
    for (const network of ['a', '']) {
      const error = await errorOf(collect(inference.infer({ network, input: source })));
      expect(error).toMatchObject({ code: Code.PERMISSION_DENIED });
      expect(error.details).not.toContain('passwd');
    }
    const options = { networks: ['a'] };
    const error = await errorOf(collect(farsight.watchSource({ source, options })));
    expect(error).toMatchObject({ code: Code.PERMISSION_DENIED });
  });
});

describe('health', () => {
  it('follows the server from start to stop', async () => {
    const { connect, lifecycle } = await serve(fakeNetworks());
    const { health } = connect();
    expect(await health.check({ service: '' })).toEqual({ status: NOT_SERVING });
    lifecycle.enter('serving');
    expect(await health.check({ service: 'farsight.v1.Farsight' })).toEqual({ status: SERVING });
    expect(await health.check({ service: 'InferenceServer.Inference' })).toEqual({ status: SERVING });
    expect(await errorOf(health.check({ service: 'x' }))).toMatchObject({ code: Code.NOT_FOUND });
    lifecycle.enter('stopping');
    expect(await health.check({ service: '' })).toEqual({ status: NOT_SERVING });
  });

  it('tells who watches of every change, and ends with the last', async () => {
    const { connect, lifecycle } = await serve(fakeNetworks());
    const states = connect().health.watch({ service: '' })[Symbol.asyncIterator]();
    expect((await states.next()).value).toEqual({ status: NOT_SERVING });
    lifecycle.enter('serving');
    expect((await states.next()).value).toEqual({ status: SERVING });
    lifecycle.enter('stopping');
    expect((await states.next()).value).toEqual({ status: NOT_SERVING });
    expect((await states.next()).done).toBe(true);
  });

  it('lets who watches a service nobody knows wait for it', async () => {
    const { connect } = await serve(fakeNetworks());
    const controller = new AbortController();
    const states = connect()
      .health.watch({ service: 'x' }, { signal: controller.signal })
      [Symbol.asyncIterator]();
    expect((await states.next()).value).toEqual({ status: SERVICE_UNKNOWN });
    const next = states.next();
    controller.abort();
    await expect(next).rejects.toThrow();
  });
});

describe('reflection', () => {
  type Ask = NonNullable<reflectionV1.ServerReflectionRequest['messageRequest']>;

  async function ask(
    ...questions: readonly Ask[]
  ): Promise<reflectionV1.ServerReflectionResponse['messageResponse'][]> {
    const { reflection, reflectionAlpha } = (await serve(fakeNetworks())).connect();
    const requests = questions.map((messageRequest) => ({ host: '', messageRequest }));
    const answers = await collect(reflection.serverReflectionInfo(send(...requests)));
    const alpha = await collect(reflectionAlpha.serverReflectionInfo(send(...requests)));
    expect(hash(alpha)).toBe(hash(answers));
    return answers.map(({ messageResponse }) => messageResponse);
  }

  const hash = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
  const filesOf = (answer: reflectionV1.ServerReflectionResponse['messageResponse']): string[] =>
    answer?.$case === 'fileDescriptorResponse'
      ? answer.value.fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes).name)
      : [];

  it('lists the services', async () => {
    const [answer] = await ask({ $case: 'listServices', value: '' });
    expect(answer?.value).toEqual({
      service: [
        { name: 'InferenceServer.Inference' },
        { name: 'farsight.v1.Farsight' },
        { name: 'grpc.reflection.v1.ServerReflection' },
        { name: 'grpc.reflection.v1alpha.ServerReflection' },
      ],
    });
  });

  it('finds the file of a service, method, message, field, enum, enum value, and by name', async () => {
    const symbols = [
      'farsight.v1.Farsight',
      'farsight.v1.Farsight.StreamInfer',
      'farsight.v1.FrameReply',
      'farsight.v1.FrameReply.index',
      'farsight.v1.Codec',
      'farsight.v1.CODEC_JPEG',
    ];
    const answers = await ask(
      ...symbols.map((value) => ({ $case: 'fileContainingSymbol', value }) as const),
      { $case: 'fileContainingSymbol', value: 'grpc.health.v1.HealthCheckResponse.ServingStatus' },
      { $case: 'fileByFilename', value: 'inference_server/inference_server.proto' },
    );
    expect(answers.map(filesOf)).toEqual([
      ...symbols.map(() => ['farsight/v1/farsight.proto']),
      ['grpc/health/v1/health.proto'],
      ['inference_server/inference_server.proto'],
    ]);
  });

  it('says what it does not have, and goes on', async () => {
    const answers = await ask(
      { $case: 'fileContainingSymbol', value: 'farsight.v1.Nothing' },
      { $case: 'fileByFilename', value: '../package.json' },
      {
        $case: 'fileContainingExtension',
        value: { containingType: 'farsight.v1.Frame', extensionNumber: 1 },
      },
      { $case: 'allExtensionNumbersOfType', value: 'farsight.v1.Frame' },
      { $case: 'allExtensionNumbersOfType', value: 'x' },
    );
    expect(answers.map((answer) => answer?.$case)).toEqual([
      'errorResponse',
      'errorResponse',
      'errorResponse',
      'allExtensionNumbersResponse',
      'errorResponse',
    ]);
    expect(answers[0]?.value).toMatchObject({ errorCode: Code.NOT_FOUND });
  });
});
