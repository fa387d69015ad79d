import { setImmediate as turn } from 'node:timers/promises';
import { noDrops } from '@farsight/protocol';
import { farsightV1 } from '@farsight/protocol/wire';
import { healthV1 } from '@farsight/protocol/wire';
import { afterEach, describe, expect, it } from 'vitest';
import type { ServerOptions } from './config.js';
import type { FarsightServer } from './farsight-server.js';
import { testClient, type TestClient } from './grpc/testing/grpc-client.js';
import { startServer } from './start-server.js';
import { backendUrl, definitionOf } from './testing/backends.js';

const servers: FarsightServer[] = [];
const clients: TestClient[] = [];

async function start(options: ServerOptions = {}): Promise<FarsightServer> {
  const server = await startServer({
    networks: [definitionOf('fake')],
    networksDirs: [],
    backend: backendUrl(),
    port: 0,
    httpPort: false,
    executors: 2,
    logger: 'silent',
    ...options,
  });
  servers.push(server);
  return server;
}

function connect(server: FarsightServer): TestClient {
  const client = testClient(server.port);
  clients.push(client);
  return client;
}

afterEach(async () => {
  for (const client of clients.splice(0)) client[Symbol.dispose]();
  await Promise.all(servers.splice(0).map((server) => server.close({ drainMs: 0 })));
});

async function* frames(
  network: string,
  indexes: readonly number[],
): AsyncGenerator<farsightV1.StreamInferRequest> {
  const options = { networks: [network], tasks: [] };
  await Promise.resolve();
  const value: farsightV1.StreamOpen = { streamId: '', options, delivery: 0, maxInFlight: 0, maxAgeMs: 0 };
  yield { message: { $case: 'open', value } };
  for (const index of indexes) {
    const data = new Uint8Array(5000);
    new DataView(data.buffer).setUint32(0, index);
    yield { message: { $case: 'frame', value: farsightV1.Frame.fromPartial({ index, codec: 1, data }) } };
  }
}

/** Score of every result, or the code of its error. */
async function outcomes(
  client: TestClient,
  network: string,
  indexes: readonly number[],
): Promise<(number | string)[]> {
  const all: (number | string)[] = [];
  for await (const { message } of client.farsight.streamInfer(frames(network, indexes))) {
    if (message?.$case !== 'reply') continue;
    const { outcome } = message.value;
    if (outcome?.$case === 'error') all.push(outcome.value.code);
    else all.push(...scoresOf(outcome?.value));
  }
  return all;
}

function scoresOf(result: farsightV1.FrameResult | undefined): readonly number[] {
  const detections = result?.tasks[0]?.result;
  return detections?.$case === 'detections' ? detections.value.scores : [];
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('startServer', () => {
  it('serves named networks from threads, to several streams at once', async () => {
    const server = await start();
    const results = await Promise.all(upTo(4).map(() => outcomes(connect(server), 'fake', upTo(100))));
    expect(results).toEqual(upTo(4).map(() => upTo(100)));
    expect(server.stats()).toMatchObject({
      streams: [],
      frames: { received: 400, answered: 400, failed: 0, dropped: 0, drops: noDrops },
      networks: { fake: 'ready' },
      busyExecutors: 0,
    });
  });

  it('replaces an executor that dies and answers its frames with an error; other streams do not notice', async () => {
    const dying = definitionOf('dying');
    const server = await start({
      networks: [definitionOf('fake'), dying],
      backend: backendUrl({ before: 'if (index === 1000) process.exit(1);' }),
    });
    const [healthy, sick] = await Promise.all([
      outcomes(connect(server), 'fake', upTo(200)),
      outcomes(connect(server), 'dying', [1000]),
    ]);
    expect(healthy).toEqual(upTo(200));
    expect(sick).toEqual(['EXECUTOR_CRASHED']);
    while (server.stats().executors.dying !== 2) await turn();
    expect(await outcomes(connect(server), 'dying', [5, 6])).toEqual([5, 6]);
  });

  it('refuses to start with a network that cannot be loaded, and leaves nothing open', async () => {
    const protocol = JSON.stringify(import.meta.resolve('@farsight/protocol'));
    const load = `throw new (await import(${protocol})).FarsightError('NETWORK_LOAD_FAILED', 'garbage in file');`;
    const first = await start();
    const { port } = first;
    await first.close();
    await expect(start({ port, backend: backendUrl({ load }) })).rejects.toMatchObject({
      code: 'NETWORK_LOAD_FAILED',
      message: 'garbage in file',
    });
    await expect(start({ port })).resolves.toMatchObject({ port });
  });

  it('refuses two networks of one name', async () => {
    await expect(start({ networks: [definitionOf('a'), definitionOf('a')] })).rejects.toThrow(
      'Expected networks of different names for networks but received "a" twice.',
    );
  });

  it('says that its port is in use, for HTTP too', async () => {
    const { port, httpPort } = await start({ httpPort: 0 });
    await expect(start({ port })).rejects.toMatchObject({ code: 'PORT_IN_USE' });
    await expect(start({ httpPort: httpPort! })).rejects.toMatchObject({ code: 'PORT_IN_USE' });
  });

  it('tells its status over HTTP', async () => {
    const server = await start({ httpPort: 0 });
    await outcomes(connect(server), 'fake', [1, 2]);
    const status: unknown = await (await fetch(`${server.url!}/api/status`)).json();
    expect(status).toMatchObject({
      ready: true,
      address: `127.0.0.1:${server.port}`,
      networks: [{ name: 'fake', state: 'ready' }],
      streams: [],
      counts: { frames: 2, dropped: 0, drops: noDrops, failed: 0 },
    });
  });

  it('is healthy while it serves, and refuses who comes when it stops', async () => {
    const server = await start();
    const client = connect(server);
    const { SERVING, NOT_SERVING } = healthV1.HealthCheckResponse_ServingStatus;
    const states = client.health.watch({})[Symbol.asyncIterator]();
    expect((await states.next()).value).toEqual({ status: SERVING });
    const closed = server.close();
    expect((await states.next()).value).toEqual({ status: NOT_SERVING });
    await closed;
    await expect(client.farsight.listNetworks({})).rejects.toThrow(/UNAVAILABLE/);
    await expect(server.close()).resolves.toBeUndefined();
  });

  it('lists what it serves, and its default', async () => {
    const server = await start({ networks: [definitionOf('b'), definitionOf('a')] });
    expect(server.defaultNetwork).toBe('b');
    expect((await server.networks()).map(({ name }) => name)).toEqual(['a', 'b']);
  });
});
