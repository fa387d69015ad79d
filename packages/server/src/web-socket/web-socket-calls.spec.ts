import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { FarsightError } from '@farsight/protocol';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallEnd } from '../grpc/server-call.js';
import type { HttpServer } from '../http/http-server.js';
import { echoService } from './testing/echo-service.js';
import { serveCalls } from './testing/serve-calls.js';
import { handshakeStatus, SocketClient } from './testing/socket-client.js';

const each = '/test.Echo/Each';
const one = '/test.Echo/One';
const running: HttpServer[] = [];
const ends: (CallEnd & { readonly path: string })[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
  ends.length = 0;
});

type Served = ReturnType<typeof echoService>;

async function start(
  served: Served = echoService(),
  options: Parameters<typeof serveCalls>[1] = {},
): Promise<HttpServer> {
  const onCallEnd = (path: string, _: string, end: CallEnd): unknown => ends.push({ path, ...end });
  const server = await serveCalls([served.service], { onCallEnd, ...options });
  running.push(server);
  return server;
}

function tokenProtocol(token: string): string {
  return `farsight.token.${Buffer.from(token).toString('base64url')}`;
}

/** Bytes on a connection that has become a WebSocket. */
async function rawSocket({ port }: HttpServer, path: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
  socket.on('error', () => undefined);
  await once(socket, 'data');
  return socket;
}

describe('a call over WebSocket', () => {
  it('is one message there and one back', async () => {
    const served = echoService();
    const client = await new SocketClient(await start(served), one).opened();
    client.socket.send(Uint8Array.of(1, 2, 3));
    expect(await client.ended).toEqual({ outcome: { code: 'OK' }, closeCode: 1000 });
    expect(client.responses).toEqual([Buffer.of(1, 2, 3)]);
    expect(client.socket.protocol).toBe('farsight.v1');
    expect(served.calls.context).toMatchObject({ deadlineMs: undefined, peer: expect.any(String) as string });
    expect(ends).toMatchObject([{ path: one, status: { status: 0 } }]);
  });

  it('is a stream in both directions, answered as it goes', async () => {
    const client = await new SocketClient(await start(), each).opened();
    for (const value of [5, 6]) {
      client.socket.send(Uint8Array.of(value));
      expect(await client.response()).toEqual(Buffer.of(value));
    }
    client.send(new Uint8Array(0), new Uint8Array(300_000).fill(7));
    expect(await client.ended).toMatchObject({ outcome: { code: 'OK' } });
    expect(client.responses.map(({ length }) => length)).toEqual([0, 300_000]);
  });

  it('has messages in memory of their own, whatever pieces they came in', async () => {
    const served = echoService();
    const client = await new SocketClient(await start(served), each).opened();
    const messages = [10, 70_000, 1, 200_000, 40_000].map((length, i) => new Uint8Array(length).fill(i + 1));
    client.send(...messages);
    await client.ended;
    expect(served.calls.received.map(({ length }) => length)).toEqual(messages.map(({ length }) => length));
    expect(served.calls.received.every((bytes, i) => Buffer.compare(bytes, messages[i]!) === 0)).toBe(true);
    expect(new Set(served.calls.received.map(({ buffer }) => buffer)).size).toBe(messages.length);
  });

  it('ends with an error in words that are meant for clients', async () => {
    const failing = (error: Error): Served =>
      // eslint-disable-next-line require-yield, @typescript-eslint/require-await -- it fails at once
      echoService(async function* () {
        throw error;
      });
    const known = await new SocketClient(
      await start(failing(new FarsightError('NOT_ALLOWED', 'Not that one.'))),
      each,
    ).opened();
    expect((await known.send(Uint8Array.of(1)).ended).outcome).toEqual({
      code: 'NOT_ALLOWED',
      message: 'Not that one.',
    });
    const unknown = await new SocketClient(await start(failing(new Error('/secret/path'))), each).opened();
    expect((await unknown.send(Uint8Array.of(1)).ended).outcome).toEqual({
      code: 'INTERNAL',
      message: 'Something unexpected went wrong on the server.',
    });
    expect(ends.map(({ error }) => (error as Error).message)).toEqual(['Not that one.', '/secret/path']);
  });

  it('has the deadline that its address says', async () => {
    const served = echoService(async function* (request, { signal }) {
      yield request;
      await once(signal, 'abort');
    });
    const client = await new SocketClient(await start(served), `${each}?timeoutMs=50`).opened();
    client.socket.send(Uint8Array.of(1));
    expect((await client.ended).outcome?.code).toBe('DEADLINE_EXCEEDED');
    expect(client.responses).toHaveLength(1);
    expect(served.calls.context?.deadlineMs).toBeGreaterThan(0);
  });

  it('is cancelled when its socket closes, also with requests that nobody has read', async () => {
    const served = echoService(async function* (request, { signal }) {
      yield request;
      if (!signal.aborted) await once(signal, 'abort');
    });
    const server = await start(served);
    for (const leave of ['close', 'terminate'] as const) {
      const client = await new SocketClient(server, each).opened();
      for (let i = 0; i < 50; i += 1) client.socket.send(new Uint8Array(20_000));
      await client.response();
      client.socket[leave]();
      await expect.poll(() => served.calls.open).toBe(0);
    }
    expect(ends.map(({ error }) => (error as FarsightError).code)).toEqual(['CANCELLED', 'CANCELLED']);
  });
});

describe('what a call must not be', () => {
  it.each([
    ['text', ['hello'], 'Expected binary messages, and an empty text message as their end'],
    ['bytes that are no message', [Uint8Array.of(0xff)], 'not a valid message'],
    ['nothing', [], 'Expected one request message'],
  ] as const)('%s', async (_, messages, words) => {
    const client = await new SocketClient(await start(), one).opened();
    const { outcome, closeCode } = await client.send(...messages).ended;
    expect(outcome).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining(words) as string,
    });
    expect(closeCode).toBe(1000);
  });

  it('larger than messages may be', async () => {
    const served = echoService();
    const server = await start(served, { maxMessageBytes: 5000 });
    const client = await new SocketClient(server, each).opened();
    client.socket.send(new Uint8Array(5000));
    expect(await client.response()).toHaveLength(5000);
    client.socket.send(new Uint8Array(5001));
    expect(await client.ended).toEqual({ outcome: undefined, closeCode: 1009 });
    expect(ends).toMatchObject([{ error: { code: 'MESSAGE_TOO_LARGE' } }]);
    expect(served.calls.open).toBe(0);
  });

  it('frames that are none', async () => {
    const server = await start();
    const socket = await rawSocket(server, each);
    socket.write(Buffer.from('ffffffffffff', 'hex'));
    socket.resume();
    await once(socket, 'close');
    expect(ends).toMatchObject([{ error: { code: 'INVALID_ARGUMENT' } }]);
  });
});

describe('who may not come in', () => {
  it.each([
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ headers: { Host: 'evil.example' } }, 421],
    [{ headers: { Host: 'evil.example' }, origin: 'http://evil.example' }, 421],
  ])('%j is refused with %i', async (options, status) => {
    expect(await handshakeStatus(await start(), each, options)).toBe(status);
    expect(ends).toEqual([]);
  });

  it('but its own page may', async () => {
    const server = await start();
    expect(await handshakeStatus(server, each, { origin: server.url })).toBe(101);
  });

  it('is everybody without the token', async () => {
    const server = await start(echoService(), { token: 'correct-horse~/+' });
    for (const protocols of [
      ['farsight.v1'],
      ['farsight.v1', tokenProtocol('wrong')],
      ['farsight.v1', 'farsight.token.!'],
    ]) {
      const { outcome } = await new SocketClient(server, each, protocols).ended;
      expect(outcome?.code).toBe('UNAUTHENTICATED');
    }
    expect(JSON.stringify(ends)).not.toContain('horse');
    const client = await new SocketClient(server, one, [
      'farsight.v1',
      tokenProtocol('correct-horse~/+'),
    ]).opened();
    expect(client.socket.protocol).toBe('farsight.v1');
    expect((await client.send(Uint8Array.of(1)).ended).outcome?.code).toBe('OK');
  });

  it.each([
    ['/test.Echo/None', 'UNSUPPORTED'],
    ['/', 'UNSUPPORTED'],
    ['//evil/%00', 'UNSUPPORTED'],
    [`${each}?timeoutMs=soon`, 'INVALID_ARGUMENT'],
  ])('is who asks for %s', async (path, code) => {
    const client = new SocketClient(await start(), path);
    expect(await client.ended).toMatchObject({ outcome: { code }, closeCode: 1000 });
  });

  it('is one more than the limit, until another has left', async () => {
    const server = await start(echoService(), { maxSockets: 2 });
    const inside = await Promise.all([0, 1].map(() => new SocketClient(server, each).opened()));
    expect((await new SocketClient(server, each).ended).outcome?.code).toBe('LIMIT_EXCEEDED');
    await inside[0]?.send().ended;
    const next = await new SocketClient(server, one).opened();
    expect((await next.send(Uint8Array.of(1)).ended).outcome?.code).toBe('OK');
  });

  it('is who wants to change to something else than a WebSocket', async () => {
    const { port } = await start();
    const headers = { Connection: 'Upgrade', Upgrade: 'h2c' };
    const request = httpRequest({ host: '127.0.0.1', port, path: '/healthz', headers }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(400);
    expect(response.headers).toMatchObject({ 'x-content-type-options': 'nosniff', connection: 'close' });
    response.resume();
    await once(response, 'end');
  });
});

describe('back-pressure', () => {
  it('holds a client back that sends faster than is read', async () => {
    let goOn = (): void => undefined;
    const wait = new Promise<void>((resolve) => (goOn = resolve));
    const served = echoService(async function* () {
      await wait;
      yield new Uint8Array(0);
    });
    const server = await start(served);
    const client = await new SocketClient(server, each).opened();
    const message = new Uint8Array(2 ** 18);
    const count = 128;
    for (let i = 0; i < count; i += 1) client.socket.send(message);
    // 32 MB; 2 MB are read ahead, and some lie in the kernel.
    for (let i = 0; i < 200; i += 1) await turn();
    expect(client.socket.bufferedAmount).toBeGreaterThan((count / 2) * message.length);
    expect(served.calls.received).toHaveLength(1);
    goOn();
    await client.send().ended;
    expect(served.calls.received).toHaveLength(count);
  });

  it('holds a call back whose client reads slower than it writes', async () => {
    let written = 0;
    const served = echoService(async function* (_, { signal }) {
      const message = new Uint8Array(2 ** 18);
      while (!signal.aborted) {
        written += 1;
        yield message;
        await turn();
      }
    });
    const server = await start(served);
    const client = await new SocketClient(server, each).opened();
    client.socket.send(Uint8Array.of(1));
    await client.response();
    client.socket.pause();
    let before = -1;
    // Stands still when the kernel's buffers are full: those of this machine take some megabytes.
    while (before !== written) {
      before = written;
      for (let i = 0; i < 100; i += 1) await turn();
    }
    expect(written).toBeLessThan(200);
    client.socket.resume();
    await expect.poll(() => written).toBeGreaterThan(before);
    client.socket.terminate();
    await expect.poll(() => served.calls.open).toBe(0);
  });
});

describe('a client that falls silent', () => {
  it('is ended, one that answers pings is not', async () => {
    const served = echoService();
    const server = await start(served, { keepaliveMs: 40 });
    const alive = await new SocketClient(server, each).opened();
    const silent = await rawSocket(server, each);
    await expect.poll(() => served.calls.open).toBe(2);
    silent.resume();
    await once(silent, 'close');
    await expect.poll(() => served.calls.open).toBe(1);
    expect((await alive.send(Uint8Array.of(1)).ended).outcome?.code).toBe('OK');
  });
});

describe('closing', () => {
  it('lets calls end, refuses new ones and ends those that do not', async () => {
    const served = echoService();
    const server = await start(served);
    const [ending, staying] = await Promise.all([0, 1].map(() => new SocketClient(server, each).opened()));
    await expect.poll(() => served.calls.open).toBe(2);
    const drained = server.drainCalls(10_000);
    expect((await new SocketClient(server, each).ended).outcome?.code).toBe('SHUTTING_DOWN');
    expect((await ending?.send(Uint8Array.of(1)).ended)?.outcome?.code).toBe('OK');
    expect(served.calls.open).toBe(1);
    const closed = server.close();
    expect((await staying?.ended)?.outcome?.code).toBe('SHUTTING_DOWN');
    await Promise.all([drained, closed]);
    expect(served.calls.open).toBe(0);
  });

  it('does not wait for clients that do not read their last word', async () => {
    const server = await start();
    const socket = await rawSocket(server, each);
    const closed = once(socket, 'close');
    await server.close();
    await closed;
    expect(ends).toMatchObject([{ error: { code: 'SHUTTING_DOWN' } }]);
  });
});

describe('whatever comes', () => {
  const message = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.string({ maxLength: 20 }));

  it('as messages, the call ends with an outcome', async () => {
    const served = echoService();
    const server = await start(served);
    const codes = new Set(['OK', 'INVALID_ARGUMENT']);
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 8 }), async (messages) => {
        const client = await new SocketClient(server, each).opened();
        const { outcome } = await client.send(...messages).ended;
        expect(codes).toContain(outcome?.code);
      }),
      { numRuns: 60 },
    );
    expect(served.calls.open).toBe(0);
  });

  it('as bytes, the connection ends and nothing stays', async () => {
    const served = echoService();
    const server = await start(served);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 100 }), async (bytes) => {
        const socket = await rawSocket(server, each);
        socket.end(bytes);
        socket.resume();
        await once(socket, 'close');
      }),
      { numRuns: 60 },
    );
    await expect.poll(() => served.calls.open).toBe(0);
    expect(ends).toHaveLength(60);
  });
});
