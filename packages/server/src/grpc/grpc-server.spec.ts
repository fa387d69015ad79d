import { once } from 'node:events';
import http2 from 'node:http2';
import net from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { FarsightError } from '@farsight/protocol';
import { farsightV1 } from '@farsight/protocol/wire';
import fc from 'fast-check';
import { type ClientError, Metadata, Status as Code } from 'nice-grpc';
import { afterEach, describe, expect, it } from 'vitest';
import { selfSigned } from '../../../client/src/grpc/testing/self-signed.js';
import { errorToStatus } from '../error-to-status.js';
import { testClient, type TestClient } from './testing/grpc-client.js';
import { connectionWindowBytes, streamWindowBytes } from './flow-control.js';
import { frameMessage } from './message-framing.js';
import { startGrpcServer, type GrpcServer, type GrpcServerOptions } from './grpc-server.js';
import { FrameMemory } from '../frame-memory.js';
import type { CallEnd } from './server-call.js';
import { service, type CallContext, type Handlers } from './service.js';

type Request = farsightV1.StreamInferRequest;
type Response = farsightV1.StreamInferResponse;

const limits = { messageBytes: 1_000_000, connections: 8, callsPerConnection: 16, keepaliveMs: 60_000 };
const servers: GrpcServer[] = [];
const clients: TestClient[] = [];

/** A server whose functions a test replaces as it needs. */
async function start(
  handlers: Partial<Handlers<farsightV1.FarsightDefinition>> = {},
  options: Partial<GrpcServerOptions> = {},
): Promise<GrpcServer & { ends: [string, CallEnd][] }> {
  const ends: [string, CallEnd][] = [];
  const all: Handlers<farsightV1.FarsightDefinition> = {
    listNetworks: () => Promise.resolve({ networks: [] }),
    describeNetwork: ({ network }) =>
      Promise.reject(new FarsightError('NETWORK_NOT_FOUND', `No ${network}: “é”.`)),
    infer: () => Promise.reject(new TypeError('secret at /home/somebody')),
    streamInfer: echo,
    watchSource: () => {
      throw new TypeError('Nobody asks for it here.');
    },
    ...handlers,
  };
  const server = await startGrpcServer({
    host: 'localhost',
    port: 0,
    services: [service(farsightV1.FarsightDefinition, all)],
    errorToStatus,
    limits,
    memory: new FrameMemory(1e6),
    onCallEnd: (path, _, end) => ends.push([path, end]),
    ...options,
  });
  servers.push(server);
  return Object.assign(server, { ends });
}

function connect(server: GrpcServer, options: { ca?: string } = {}): TestClient {
  const client = testClient(server.port, options);
  clients.push(client);
  return client;
}

async function* echo(requests: AsyncIterable<Request>): AsyncGenerator<Response> {
  for await (const { message } of requests) {
    if (message?.$case === 'frame') yield reply(message.value.index);
  }
}

function reply(index: number): Response {
  return { message: { $case: 'reply', value: farsightV1.FrameReply.fromPartial({ index }) } };
}

function frame(index: number, byteLength = 10): Request {
  const data = new Uint8Array(byteLength);
  return { message: { $case: 'frame', value: farsightV1.Frame.fromPartial({ index, codec: 1, data }) } };
}

async function* frames(count: number, byteLength?: number): AsyncGenerator<Request> {
  for (let index = 0; index < count; index += 1) {
    await Promise.resolve();
    yield frame(index, byteLength);
  }
}

async function* silence(): AsyncGenerator<Request> {
  yield frame(0);
  await new Promise(() => undefined);
}

async function errorOf(work: Promise<unknown>): Promise<ClientError> {
  return work.then(
    () => {
      throw new Error('It did not fail.');
    },
    (error: unknown) => error as ClientError,
  );
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** A call by hand, for what a well-behaved client would not send. */
function rawCall(
  session: http2.ClientHttp2Session,
  {
    path = '/farsight.v1.Farsight/StreamInfer',
    headers = {},
    body = Buffer.alloc(0),
    end = true,
  }: { path?: string; headers?: http2.OutgoingHttpHeaders; body?: Uint8Array; end?: boolean } = {},
): Promise<http2.IncomingHttpHeaders> {
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  return new Promise((resolve, reject) => {
    let last: http2.IncomingHttpHeaders = {};
    const note = (received: http2.IncomingHttpHeaders): void => void (last = { ...last, ...received });
    stream.on('response', note);
    stream.on('trailers', note);
    stream.on('end', () => resolve(last));
    stream.on('close', () => resolve(last));
    stream.on('error', reject);
    stream.resume();
    stream.write(body);
    if (end) stream.end();
  });
}

async function withSession<T>(
  server: GrpcServer,
  use: (session: http2.ClientHttp2Session) => Promise<T>,
): Promise<T> {
  const session = http2.connect(`http://localhost:${server.port}`);
  try {
    return await use(session);
  } finally {
    session.destroy();
  }
}

afterEach(async () => {
  for (const client of clients.splice(0)) client[Symbol.dispose]();
  await Promise.all(servers.splice(0).map((server) => server.close(0)));
});

describe('a gRPC server', () => {
  it('answers unary calls', async () => {
    const { farsight } = connect(await start());
    await expect(farsight.listNetworks({})).resolves.toEqual({ networks: [] });
  });

  it('answers streams both ways, in order', async () => {
    const { farsight } = connect(await start());
    const replies = await collect(farsight.streamInfer(frames(100, 5000)));
    expect(replies).toEqual(Array.from({ length: 100 }, (_, index) => reply(index)));
  });

  it('sends an error with its status, its text and its code in the trailing metadata', async () => {
    const { farsight } = connect(await start());
    let trailer = Metadata();
    const error = await errorOf(
      farsight.describeNetwork({ network: 'x' }, { onTrailer: (metadata) => (trailer = metadata) }),
    );
    expect(error).toMatchObject({ code: Code.NOT_FOUND, details: 'No x: “é”.' });
    expect(trailer.get('farsight-code')).toBe('NETWORK_NOT_FOUND');
  });

  it('sends nothing of an unforeseen error but that there was one, and hands it to the log', async () => {
    const server = await start();
    const error = await errorOf(connect(server).farsight.infer({}));
    expect(error).toMatchObject({
      code: Code.INTERNAL,
      details: 'Something unexpected went wrong on the server.',
    });
    expect(server.ends[0]?.[1].error).toBeInstanceOf(TypeError);
  });

  it('refuses what it does not have', async () => {
    const error = await errorOf(connect(await start()).health.check({}));
    expect(error.code).toBe(Code.UNIMPLEMENTED);
  });

  it('aborts the call when its client cancels, and tells the function why', async () => {
    let context: CallContext | undefined;
    const server = await start({
      async *streamInfer(requests, call) {
        context = call;
        yield* echo(requests);
        // Node's clients end their request when they cancel; what counts is that the call is aborted then.
        await new Promise((resolve) => call.signal.addEventListener('abort', resolve));
      },
    });
    await withSession(server, async (session) => {
      const stream = session.request({
        ':method': 'POST',
        ':path': '/farsight.v1.Farsight/StreamInfer',
        'content-type': 'application/grpc',
      });
      stream.write(frameMessage(farsightV1.StreamInferRequest, frame(0)));
      await new Promise((resolve) => stream.once('data', resolve));
      stream.close(http2.constants.NGHTTP2_CANCEL);
      await new Promise((resolve) => stream.once('close', resolve));
    });
    while (server.ends.length === 0) await turn();
    expect(context?.signal.reason).toMatchObject({ code: 'CANCELLED' });
    expect(server.ends[0]?.[1].error).toMatchObject({ code: 'CANCELLED' });
  });

  it('aborts the calls of a connection that breaks', async () => {
    const server = await start();
    const socket = net.connect(server.port, 'localhost');
    const session = http2.connect('http://localhost', { createConnection: () => socket });
    session.on('error', () => undefined);
    const body = Buffer.from(frameMessage(farsightV1.StreamInferRequest, frame(0)));
    const over = rawCall(session, { body, end: false }).catch((error: unknown) => error);
    while (server.connections === 0) await turn();
    socket.destroy();
    await over;
    while (server.ends.length === 0) await turn();
    expect(server.ends[0]?.[1].error).toMatchObject({ code: 'CANCELLED' });
    while (server.connections > 0) await turn();
    expect(server.connections).toBe(0);
  });

  it('ends a call at its deadline', async () => {
    const server = await start();
    const answer = await withSession(server, (session) =>
      rawCall(session, { headers: { 'grpc-timeout': '20m' }, end: false }),
    );
    expect(answer).toMatchObject({ 'grpc-status': '4', 'farsight-code': 'DEADLINE_EXCEEDED' });
  });

  it('refuses a deadline that is none', async () => {
    const answer = await withSession(await start(), (session) =>
      rawCall(session, { headers: { 'grpc-timeout': 'soon' } }),
    );
    expect(answer).toMatchObject({ 'grpc-status': '3' });
  });

  it('reads no further than one message ahead of its function', async () => {
    let pulled = 0;
    let go = (): void => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const server = await start({
      async *streamInfer(requests) {
        await gate;
        yield* echo(requests);
      },
    });
    // Ten times what fits in flight.
    const byteLength = 500_000;
    const count = (10 * streamWindowBytes) / byteLength;
    async function* counted(): AsyncGenerator<Request> {
      for await (const request of frames(Math.ceil(count), byteLength)) {
        pulled += 1;
        yield request;
      }
    }
    const replies = collect(connect(server).farsight.streamInfer(counted()));
    let before = -1;
    while (before !== pulled || pulled === 0) {
      before = pulled;
      for (let i = 0; i < 50; i += 1) await turn();
    }
    expect(pulled).toBeLessThan(count / 2);
    go();
    await expect(replies).resolves.toHaveLength(Math.ceil(count));
  });

  it('gives clients wide windows, per stream and per connection', async () => {
    const server = await start();
    await withSession(server, async (session) => {
      await new Promise<void>((resolve) => session.once('remoteSettings', () => resolve()));
      expect(session.remoteSettings.initialWindowSize).toBe(streamWindowBytes);
      await rawCall(session);
      expect(session.state.remoteWindowSize).toBeGreaterThanOrEqual(connectionWindowBytes);
    });
  });
});

describe('messages', () => {
  const body = Buffer.from(frameMessage(farsightV1.StreamInferRequest, frame(1)));
  const zipped = gzipSync(body.subarray(5));
  const compressed = Buffer.concat([Buffer.of(1, 0, 0, 0, zipped.length), zipped]);

  it('may be compressed', async () => {
    const answer = await withSession(await start(), (session) =>
      rawCall(session, { body: compressed, headers: { 'grpc-encoding': 'gzip' } }),
    );
    expect(answer).toMatchObject({ 'grpc-status': '0' });
  });

  it.each([
    ['compressed in a way nobody knows', compressed, 'br', '12'],
    [
      'that are no compressed data',
      Buffer.concat([Buffer.of(1, 0, 0, 0, 3), Buffer.from('abc')]),
      'gzip',
      '3',
    ],
    ['that inflate beyond the limit', bomb(), 'gzip', '8'],
    ['beyond the limit', Buffer.from([0, 0x7f, 0, 0, 0]), 'identity', '8'],
    ['of no known type', Buffer.from([0, 0, 0, 0, 3, 0xff, 0xff, 0xff]), 'identity', '3'],
    ['cut off', body.subarray(0, 8), 'identity', '3'],
  ])('%s are refused', async (_, bytes, encoding, status) => {
    const answer = await withSession(await start(), (session) =>
      rawCall(session, { body: bytes, headers: { 'grpc-encoding': encoding } }),
    );
    expect(answer).toMatchObject({ 'grpc-status': status });
  });

  it('beyond the limit are refused by a text that names it', async () => {
    const error = await errorOf(collect(connect(await start()).farsight.streamInfer(frames(1, 1_000_001))));
    expect(error).toMatchObject({ code: Code.RESOURCE_EXHAUSTED });
    expect(error.details).toMatch(
      /at most 1000000 bytes \(limit messageBytes\) but received one of 10000\d\d/,
    );
  });

  it('of random bytes never break the server', async () => {
    const server = await start();
    await withSession(server, (session) =>
      fc.assert(
        fc.asyncProperty(
          fc.uint8Array({ maxLength: 200 }),
          fc.boolean(),
          fc.constantFrom('StreamInfer', 'Infer', 'ListNetworks', 'DescribeNetwork'),
          async (bytes, wrapped, method) => {
            const prefix = Buffer.alloc(5);
            prefix.writeUInt32BE(bytes.length, 1);
            const path = `/farsight.v1.Farsight/${method}`;
            const answer = await rawCall(session, {
              path,
              body: wrapped ? Buffer.concat([prefix, bytes]) : Buffer.from(bytes),
            });
            const { 'grpc-status': status, 'farsight-code': code = '' } = answer;
            expect(`${String(status)} ${String(code)}`).toMatch(/^(0 |[1-9]\d* [A-Z_]+)$/);
          },
        ),
        { numRuns: 200 },
      ),
    );
    await expect(connect(server).farsight.listNetworks({})).resolves.toEqual({ networks: [] });
  });

  function bomb(): Buffer {
    const inflated = gzipSync(Buffer.alloc(2_000_000));
    const prefix = Buffer.alloc(5);
    prefix[0] = 1;
    prefix.writeUInt32BE(inflated.length, 1);
    return Buffer.concat([prefix, inflated]);
  }
});

describe('a client that goes on sending after its call has ended', () => {
  it('gets the status and is stopped', async () => {
    const server = await start();
    await withSession(server, async (session) => {
      const stream = session.request({
        ':method': 'POST',
        ':path': '/farsight.v1.Farsight/Nothing',
        'content-type': 'application/grpc',
      });
      const closed = new Promise((resolve) => stream.on('close', resolve));
      const [headers] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders];
      expect(headers['grpc-status']).toBe('12');
      stream.resume();
      stream.write('more');
      await closed;
      expect(stream.rstCode).toBe(http2.constants.NGHTTP2_NO_ERROR);
    });
  });
});

describe('limits', () => {
  it('refuses a call too many on one connection, and names the limit', async () => {
    const server = await start({}, { limits: { ...limits, callsPerConnection: 2 } });
    const { farsight } = connect(server);
    for (let i = 0; i < 2; i += 1) await farsight.streamInfer(silence())[Symbol.asyncIterator]().next();
    const error = await errorOf(farsight.listNetworks({}));
    expect(error).toMatchObject({
      code: Code.RESOURCE_EXHAUSTED,
      details:
        "Expected at most 2 (limit streamsPerConnection) at a time; close some or raise the server's limit.",
    });
  });

  it('takes many calls on many connections without a warning', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on('warning', onWarning);
    const server = await start({}, { limits: { ...limits, connections: 16 } });
    for (let i = 0; i < 16; i += 1) {
      await connect(server).farsight.streamInfer(silence())[Symbol.asyncIterator]().next();
    }
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });

  it('refuses the calls of a connection too many, and serves the others', async () => {
    const server = await start({}, { limits: { ...limits, connections: 1 } });
    const [first, second] = [connect(server), connect(server)];
    await first.farsight.listNetworks({});
    const error = await errorOf(second.farsight.listNetworks({}));
    expect(error.details).toContain('limit connections');
    await expect(first.farsight.listNetworks({})).resolves.toBeDefined();
  });

  it('answers who does not speak gRPC', async () => {
    await withSession(await start(), async (session) => {
      const answer = await rawCall(session, { headers: { 'content-type': 'text/html' } });
      expect(answer[':status']).toBe(415);
    });
    await expect(fetch(`http://localhost:${servers[0]!.port}/`)).rejects.toThrow();
  });
});

describe('token and TLS', () => {
  it('serves who has the token, and nobody else', async () => {
    const { farsight } = connect(await start({}, { token: 'open-sesame' }));
    const call = (authorization?: string): Promise<unknown> =>
      farsight.listNetworks({}, authorization === undefined ? {} : { metadata: Metadata({ authorization }) });
    await expect(call('Bearer open-sesame')).resolves.toEqual({ networks: [] });
    for (const wrong of [undefined, 'Bearer open-sesamf', 'open-sesame']) {
      expect(await errorOf(call(wrong))).toMatchObject({ code: Code.UNAUTHENTICATED });
    }
  });

  it('does not say which methods there are to who has no token', async () => {
    const { health } = connect(await start({}, { token: 'open-sesame' }));
    expect(await errorOf(health.check({}))).toMatchObject({ code: Code.UNAUTHENTICATED });
  });

  it('speaks TLS', async () => {
    const identity = selfSigned('localhost');
    const server = await start({}, { tls: identity });
    const { farsight } = connect(server, { ca: identity.cert });
    await expect(collect(farsight.streamInfer(frames(10, 50_000)))).resolves.toHaveLength(10);
  });

  it('refuses a certificate that is none', async () => {
    await expect(start({}, { tls: { cert: 'x', key: 'y' } })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});

describe('start and stop', () => {
  it('says that a port is in use', async () => {
    const { port } = await start();
    await expect(start({}, { port })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: `Port ${port} on localhost is in use: stop the program that has it, or choose another with --port.`,
    });
  });

  it('says that a host is not of this machine', async () => {
    await expect(start({}, { host: '203.0.113.7' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('lets calls end before it stops, and takes no new ones', async () => {
    let finish = (): void => undefined;
    const gate = new Promise<void>((resolve) => (finish = resolve));
    const server = await start({
      async *streamInfer() {
        yield reply(1);
        await gate;
        yield reply(2);
      },
    });
    const client = connect(server);
    const replies = client.farsight.streamInfer(frames(1))[Symbol.asyncIterator]();
    await replies.next();
    const closed = server.close(60_000);
    expect(await errorOf(client.farsight.listNetworks({}))).toMatchObject({ code: Code.UNAVAILABLE });
    finish();
    expect((await replies.next()).value).toEqual(reply(2));
    expect((await replies.next()).done).toBe(true);
    await closed;
  });

  it('ends the calls that do not end by themselves', async () => {
    const server = await start();
    const replies = connect(server).farsight.streamInfer(silence())[Symbol.asyncIterator]();
    await replies.next();
    const last = errorOf(replies.next());
    await server.close(0);
    expect(await last).toMatchObject({
      code: Code.UNAVAILABLE,
      details: 'The server is stopping; connect again later.',
    });
  });
});
