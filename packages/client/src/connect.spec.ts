import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { ConnectionError, FarsightError, NetworkNotFoundError } from '@farsight/protocol';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { connect, type ConnectOptions } from './connect.js';
import { selfSigned, type Identity } from './grpc/testing/self-signed.js';
import { serveGrpc } from './grpc/testing/serve-grpc.js';
import { remoteStream } from './stream/remote-stream.js';
import { FakeSource, settle } from './testing/fake-frames.js';
import { fakeService } from './testing/fake-service.js';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function served(...args: Parameters<typeof serveGrpc>): Promise<string> {
  const { port, stop } = await serveGrpc(...args);
  cleanups.push(stop);
  return `127.0.0.1:${port}`;
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function failure(server: string, options: ConnectOptions = {}): Promise<FarsightError> {
  const error: unknown = await connect(server, options).then(
    (client) => client.close(),
    (caught: unknown) => caught,
  );
  if (!FarsightError.is(error))
    throw new Error('Expected connect to fail with a FarsightError.', { cause: error });
  return error;
}

async function unusedAddress(): Promise<string> {
  const server = createServer();
  const address = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return address;
}

describe('connect', () => {
  it('resolves once the server has answered, and carries calls', async () => {
    const address = await served(fakeService());
    await using client = await connect(address);
    expect(client.server).toBe(address);
    expect(await client.listNetworks()).toMatchObject([{ name: 'net', state: 'ready' }]);
    expect(await client.describeNetwork('net')).toMatchObject({ tasks: [{ labels: ['cat', 'dog'] }] });
    await expect(client.describeNetwork('other')).rejects.toBeInstanceOf(NetworkNotFoundError);
    const result = await client.infer(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'net');
    expect(result).toMatchObject({ width: 64, height: 48, labels: { detections: ['cat', 'dog'] } });
    expect(result.meta.detections).toMatchObject({ classIds: Int32Array.of(4) });
    await expect(client.infer(new Uint8Array(4), 'net')).rejects.toMatchObject({ code: 'INVALID_FRAME' });
  });

  it('says that nothing listens there', async () => {
    const address = await unusedAddress();
    const error = await failure(address);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.code).toBe('CONNECTION_FAILED');
    expect(error.message).toBe(
      `Could not connect to ${address}: nothing listens there. Is the server running, and is the port right?`,
    );
  });

  it('says that the host is not known', async () => {
    const error = await failure('no-such-host.invalid:5000');
    expect([error.code, error.message]).toEqual([
      'CONNECTION_FAILED',
      'Could not connect to no-such-host.invalid:5000: the host name is not known. Check its spelling.',
    ]);
  });

  it('gives up on a server that accepts and stays silent', async () => {
    const address = await listening(createServer((socket) => cleanups.push(() => void socket.destroy())));
    const error = await failure(address, { connectTimeoutMs: 50 });
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.message).toContain(`No answer from ${address} within 50 ms.`);
  });

  it('says that another protocol is spoken there', async () => {
    const address = await listening(createHttpServer((_, response) => response.end('hello')));
    const error = await failure(address);
    expect(error.code).toBe('CONNECTION_FAILED');
    expect(error.message).toContain('not with gRPC');
  });

  it('says that gRPC is spoken there, but no Farsight', async () => {
    const error = await failure(await served(undefined));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.message).toContain('Is it a Farsight server');
  });

  it('leaves no timer that would keep a program from ending', async () => {
    const address = await served(fakeService());
    const [set, clear] = [vi.spyOn(globalThis, 'setTimeout'), vi.spyOn(globalThis, 'clearTimeout')];
    cleanups.push(() => void vi.restoreAllMocks());
    await (await connect(address, { connectTimeoutMs: 54_321 })).close();
    const timer = set.mock.results.find((_, call) => set.mock.calls[call]?.[1] === 54_321);
    expect(timer).toBeDefined();
    expect(clear).toHaveBeenCalledWith(timer?.value);
  });

  it('is cancelled by its signal', async () => {
    const stop = new AbortController();
    const server = createServer((socket) => {
      cleanups.push(() => void socket.destroy());
      stop.abort();
    });
    const error = await failure(await listening(server), { signal: stop.signal });
    expect(error.code).toBe('CANCELLED');
  });

  it('sends the token, and says when it is refused', async () => {
    const address = await served(fakeService(), { token: 'open sesame' });
    await (await connect(address, { token: 'open sesame' })).close();
    for (const options of [{}, { token: 'wrong' }]) {
      const error = await failure(address, options);
      expect([error.code, error.message]).toEqual(['UNAUTHENTICATED', 'A valid token is needed.']);
    }
  });

  it.each(['', 'host:', 'host:0', 'host:70000', 'http://host:5000', 'a b:1', '::1', 'user@host:1'])(
    'refuses the address %j',
    async (address) => {
      expect(await failure(address)).toMatchObject({ code: 'INVALID_ARGUMENT' });
    },
  );

  it.each([{ connectTimeoutMs: 0 }, { maxMessageBytes: -1 }, { connectTimeoutMs: NaN }])(
    'refuses %j',
    async (options) => {
      expect(await failure('127.0.0.1:1', options)).toMatchObject({ code: 'INVALID_ARGUMENT' });
    },
  );
});

describe('connect with TLS', () => {
  let identity: Identity;
  beforeAll(() => {
    identity = selfSigned('farsight.test');
  });

  it('trusts the authority it is given, for the name it is given', async () => {
    const address = await served(fakeService(), { identity });
    await using client = await connect(address, { tls: { ca: identity.cert, serverName: 'farsight.test' } });
    expect(await client.listNetworks()).toHaveLength(1);
  });

  it('says that the certificate is not trusted', async () => {
    const address = await served(fakeService(), { identity });
    const error = await failure(address, { tls: true });
    expect(error.code).toBe('CONNECTION_FAILED');
    expect(error.message).toContain('tls.ca');
  });

  it('says that the certificate is for another name', async () => {
    const address = await served(fakeService(), { identity });
    const error = await failure(address, { tls: { ca: identity.cert } });
    expect(error.code).toBe('CONNECTION_FAILED');
    expect(error.message).toContain('tls.serverName');
  });

  it('says that the server speaks no TLS', async () => {
    const address = await served(fakeService());
    const error = await failure(address, { tls: true });
    expect(error.code).toBe('CONNECTION_FAILED');
    expect(error.message).toContain('does not speak TLS');
  });

  it('says that the server wants TLS', async () => {
    const address = await served(fakeService(), { identity });
    const error = await failure(address);
    expect(error.code).toBe('CONNECTION_FAILED');
    expect(error.message).toContain('TLS');
  });

  it.each([
    { ca: 'no certificate', serverName: 'x' },
    { cert: 'alone' },
    { cert: '-----BEGIN', key: '-----BEGIN CERT' },
  ])('refuses %j', async (tls) => {
    expect(await failure('127.0.0.1:1', { tls })).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('remoteStream with an address', () => {
  it('connects, streams and disconnects', async () => {
    const address = await served(fakeService());
    const source = new FakeSource(8);
    const seen: number[] = [];
    for await (const { image, stamp } of remoteStream(address, source, 'net')) {
      image.pixels?.[Symbol.dispose]();
      seen.push(stamp.index);
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(source.ledger.alive).toBe(0);
  });

  it('throws ConnectionError when nothing listens there, and leaves the source alone', async () => {
    const source = new FakeSource(8);
    const stream = remoteStream(await unusedAddress(), source, 'net');
    await expect(stream.info()).rejects.toBeInstanceOf(ConnectionError);
    expect(source.taken).toBe(0);
  });

  it('delivers what it has and throws CONNECTION_LOST when the server goes away', async () => {
    const { port, stop } = await serveGrpc(fakeService());
    const source = new FakeSource(100);
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { image, stamp } of remoteStream(`127.0.0.1:${port}`, source.open, 'net')) {
        image.pixels?.[Symbol.dispose]();
        seen.push(stamp.index);
        if (seen.length === 3) await stop();
        await settle();
      }
    })();
    await expect(reading).rejects.toMatchObject({ name: 'ConnectionError', code: 'CONNECTION_LOST' });
    expect(seen.slice(0, 3)).toEqual([0, 1, 2]);
    expect(source).toMatchObject({ returned: 1, ledger: { alive: 0 } });
  });
});
