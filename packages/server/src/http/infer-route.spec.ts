import { EventEmitter, once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { FarsightError } from '@farsight/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import type { InferOptions } from './infer-route.js';
import { startHttpServer, type HttpServer, type HttpServerOptions } from './http-server.js';
import { LiveHub } from './live-hub.js';

const running: HttpServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

async function start(
  run: InferOptions['run'] | undefined,
  options: Partial<HttpServerOptions> = {},
): Promise<HttpServer> {
  const status = (): never => {
    throw new Error('nobody asks');
  };
  const infer = run && { run, maxBytes: 1000 };
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    status,
    live: new LiveHub(),
    infer,
    ...options,
  });
  running.push(server);
  return server;
}

const backwards = (bytes: Uint8Array): Promise<Uint8Array> => Promise.resolve(bytes.slice().reverse());

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

async function post(
  { port }: HttpServer,
  body: Uint8Array,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const request = httpRequest({
    host: '127.0.0.1',
    port,
    path: '/api/infer',
    method: 'POST',
    headers: { 'Content-Type': 'application/x-protobuf', ...headers },
    agent: false,
  });
  // A server that refuses may close before everything is sent.
  request.on('error', () => undefined);
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
}

describe('POST /api/infer', () => {
  it('hands the bytes over and answers with those that come back', async () => {
    const { status, headers, body } = await post(await start(backwards), Uint8Array.of(1, 2, 3));
    expect({ status, body }).toEqual({ status: 200, body: Buffer.of(3, 2, 1) });
    expect(headers).toMatchObject({ 'content-type': 'application/x-protobuf', 'cache-control': 'no-store' });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  it.each(['http://evil.example', 'null', 'http://127.0.0.1:1', 'not a URL'])(
    'refuses a page of the origin %s',
    async (origin) => {
      let ran = false;
      const server = await start((bytes) => {
        ran = true;
        return backwards(bytes);
      });
      expect(await post(server, Uint8Array.of(1), { Origin: origin })).toMatchObject({ status: 403 });
      expect(ran).toBe(false);
    },
  );

  it("lets the server's own page in, and the Host of this machine only", async () => {
    const server = await start(backwards);
    const own = await post(server, Uint8Array.of(1), { Origin: server.url });
    expect(own).toMatchObject({ status: 200 });
    const foreign = { Host: 'evil.example', Origin: 'http://evil.example' };
    expect(await post(server, Uint8Array.of(1), foreign)).toMatchObject({ status: 421 });
  });

  it('wants the token', async () => {
    const server = await start(backwards, { token: 'correct horse' });
    expect(await post(server, Uint8Array.of(1))).toMatchObject({ status: 401 });
    const headers = { Authorization: 'Bearer correct horse' };
    expect(await post(server, Uint8Array.of(1), headers)).toMatchObject({ status: 200 });
  });

  it('refuses what forms can send, and bodies beyond the limit, told of or not', async () => {
    const server = await start(backwards);
    const form = await post(server, Uint8Array.of(1), { 'Content-Type': 'text/plain' });
    expect(form).toMatchObject({ status: 400 });
    const large = new Uint8Array(1001);
    const refused = await post(server, large);
    expect(refused).toMatchObject({ status: 413 });
    expect(refused.body.toString()).toBe('Expected at most 1000 bytes (limit messageBytes).\n');
    expect(await post(server, large, { 'Transfer-Encoding': 'chunked' })).toMatchObject({ status: 413 });
  });

  it.each([
    [new FarsightError('INVALID_FRAME', 'This is no image.'), 400, 'This is no image.\n'],
    [new FarsightError('NETWORK_NOT_FOUND', 'No such network.'), 404, 'No such network.\n'],
    [new Error('/secret/path broke'), 500, 'Something unexpected went wrong on the server.\n'],
  ])('tells of %s what a client may see', async (error, status, text) => {
    const server = await start(() => Promise.reject(error));
    const answer = await post(server, Uint8Array.of(1));
    expect({ status: answer.status, text: answer.body.toString() }).toEqual({ status, text });
  });

  it('stops what nobody waits for', async () => {
    const events = new EventEmitter();
    const { port } = await start((_, signal) => {
      signal.addEventListener('abort', () => events.emit('stopped', signal.reason));
      events.emit('started');
      return new Promise(() => undefined);
    });
    const [started, stopped] = [once(events, 'started'), once(events, 'stopped')];
    const headers = { 'Content-Type': 'application/x-protobuf' };
    const to = { host: '127.0.0.1', port, path: '/api/infer', method: 'POST', agent: false, headers };
    const request = httpRequest(to).on('error', () => undefined);
    request.end(Uint8Array.of(1));
    await started;
    request.destroy();
    expect(await stopped).toMatchObject([{ code: 'CANCELLED' }]);
  });

  it('takes a bounded number at the same time', async () => {
    const release: (() => void)[] = [];
    const server = await start((bytes) => new Promise((resolve) => release.push(() => resolve(bytes))));
    const waiting = Array.from({ length: 16 }, () => post(server, Uint8Array.of(1)));
    await expect.poll(() => release.length).toBe(16);
    expect(await post(server, Uint8Array.of(1))).toMatchObject({ status: 503 });
    for (const done of release) done();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(new Array(16).fill(200));
    const next = post(server, Uint8Array.of(2));
    await expect.poll(() => release.length).toBe(17);
    release[16]?.();
    expect(await next).toMatchObject({ status: 200 });
  });

  it('is not there where nothing is run, and takes no GET', async () => {
    expect(await post(await start(undefined), Uint8Array.of(1))).toMatchObject({ status: 405 });
    const { url } = await start(backwards);
    expect((await fetch(`${url}/api/infer`)).status).toBe(405);
  });
});
