import { once } from 'node:events';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noDrops, type ServerStatus } from '@farsight/protocol';
import { decodeLive, type LiveMessage } from '@farsight/protocol/live';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startHttpServer, type HttpServer, type HttpServerOptions } from './http-server.js';
import { LiveHub, type LiveFrameInfo } from './live-hub.js';

const status: ServerStatus = {
  ready: true,
  version: '1.2.3',
  uptimeS: 4,
  address: '127.0.0.1:5000',
  networks: [],
  streams: [],
  counts: { frames: 0, dropped: 0, drops: noDrops, failed: 0 },
};
const frame: LiveFrameInfo = { index: 0, ptsUs: 0, width: 4, height: 2, meta: {} };
const noLabels = { network: 'codes-nano', labels: {} };

let folder: string;
const running: HttpServer[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'farsight-page-'));
  mkdirSync(join(folder, 'page', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html><title>Farsight</title>');
  writeFileSync(join(folder, 'page', 'assets', 'index-1a2b.js'), 'export {};');
  writeFileSync(join(folder, 'page', 'notes.txt'), 'not part of the page');
  writeFileSync(join(folder, 'secret.html'), 'secret');
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

async function start(options: Partial<HttpServerOptions> = {}): Promise<HttpServer> {
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    status: () => status,
    live: new LiveHub(),
    pageFolder: join(folder, 'page'),
    ...options,
  });
  running.push(server);
  return server;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends the path exactly as given, which `fetch` does not. */
async function ask(
  { port }: HttpServer,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Answer> {
  const request = httpRequest({ host: '127.0.0.1', port, path, headers, method, agent: false });
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
  return { status: response.statusCode ?? 0, headers: response.headers, text };
}

describe('health and status', () => {
  it('says it is alive and ready', async () => {
    const server = await start();
    expect(await ask(server, '/healthz')).toMatchObject({ status: 200, text: 'ok\n' });
    expect(await ask(server, '/readyz')).toMatchObject({ status: 200, text: 'ready\n' });
  });

  it('is alive but not ready while it drains', async () => {
    const server = await start({ status: () => ({ ...status, ready: false }) });
    expect(await ask(server, '/healthz')).toMatchObject({ status: 200 });
    expect(await ask(server, '/readyz')).toMatchObject({ status: 503 });
  });

  it('reports the status with the live streams', async () => {
    const live = new LiveHub();
    live.open('conveyor', noLabels);
    const { text, headers } = await ask(await start({ live }), '/api/status');
    expect(JSON.parse(text)).toEqual({
      ...status,
      live: [{ name: 'conveyor', network: 'codes-nano', watchers: 0 }],
    });
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
  });

  it('answers 500 with neutral words when the status fails, and goes on', async () => {
    const logged: object[] = [];
    let broken = true;
    const server = await start({
      status: () => {
        if (broken) throw new Error('/secret/path broke');
        return status;
      },
      log: { warn: (fields) => logged.push(fields) },
    });
    const failed = await ask(server, '/api/status');
    expect(failed).toMatchObject({ status: 500, text: 'Something unexpected went wrong.\n' });
    expect(logged).toHaveLength(1);
    broken = false;
    expect(await ask(server, '/api/status')).toMatchObject({ status: 200 });
  });
});

describe('metrics', () => {
  it('are text that Prometheus reads', async () => {
    const { status: code, headers, text } = await ask(await start(), '/metrics');
    expect(code).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      'cache-control': 'no-store',
    });
    expect(text).toContain(
      '\n# TYPE farsight_frames_answered_total counter\nfarsight_frames_answered_total 0\n',
    );
    for (const line of text.trimEnd().split('\n')) {
      expect(line).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[^}]+\})? [\d.e+-]+)$/);
    }
  });
});

describe('the page', () => {
  it('is served with its assets, cached as their names allow', async () => {
    const server = await start();
    const page = await ask(server, '/');
    expect(page).toMatchObject({ status: 200, text: '<!doctype html><title>Farsight</title>' });
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
    });
    const script = await ask(server, '/assets/index-1a2b.js?x=1');
    expect(script).toMatchObject({ status: 200, text: 'export {};' });
    expect(script.headers['cache-control']).toContain('immutable');
  });

  it('is not sent again to who has it', async () => {
    const server = await start();
    const { headers } = await ask(server, '/');
    const again = await ask(server, '/', { 'If-None-Match': String(headers.etag) });
    expect(again).toMatchObject({ status: 304, text: '' });
  });

  it.each([
    '/../secret.html',
    '/assets/../../secret.html',
    '/%2e%2e/secret.html',
    '/..%2fsecret.html',
    '/assets/..\\..\\secret.html',
    '//etc/passwd',
    '/notes.txt',
    '/assets',
    '/index.html/',
    '/live/../api',
  ])('has nothing at %s', async (path) => {
    expect(await ask(await start(), path)).toMatchObject({ status: 404 });
  });

  it('says how to build it where it was not built', async () => {
    mkdirSync(join(folder, 'empty'), { recursive: true });
    const answer = await ask(await start({ pageFolder: join(folder, 'empty') }), '/');
    expect(answer).toMatchObject({ status: 503, text: 'The page is not built. Run: npm run build\n' });
  });
});

describe('what is refused', () => {
  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s', async (method) => {
    const answer = await ask(await start(), '/api/status', {}, method);
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  it.each([
    'evil.example',
    'evil.example:5080',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '10.0.0.1',
  ])('the Host "%s" on loopback', async (host) => {
    const server = await start();
    expect((await ask(server, '/metrics', { Host: host })).status).toBe(421);
    const answer = await ask(server, '/api/status', { Host: host });
    expect(answer.status).toBe(421);
    expect(answer.text).not.toContain('codes-nano');
  });

  it.each(['localhost', 'localhost:8080', 'LOCALHOST', '127.0.0.1:1', '[::1]:5080'])(
    'but not the Host "%s"',
    async (host) => {
      expect(await ask(await start(), '/healthz', { Host: host })).toMatchObject({ status: 200 });
    },
  );

  it('no Host when it listens everywhere: the operator has decided who may come', async () => {
    const server = await start({ host: '0.0.0.0' });
    expect(await ask(server, '/healthz', { Host: 'camera-server.lan' })).toMatchObject({ status: 200 });
  });

  it('headers beyond 8 KiB', async () => {
    const answer = await ask(await start(), '/healthz', { 'X-Long': 'x'.repeat(9000) });
    expect(answer.status).toBe(431);
  });

  it('what needs the token without it', async () => {
    const live = new LiveHub();
    live.open('conveyor', noLabels);
    const server = await start({ live, token: 'correct horse' });
    for (const path of ['/api/status', '/metrics', '/live/conveyor', '/live/none']) {
      expect((await ask(server, path)).status).toBe(401);
      expect((await ask(server, path, { Authorization: 'Bearer wrong horse' })).status).toBe(401);
    }
    const authorized = await ask(server, '/api/status', { Authorization: 'Bearer correct horse' });
    expect(authorized.status).toBe(200);
    expect((await ask(server, '/healthz')).status).toBe(200);
    expect((await ask(server, '/')).status).toBe(200);
  });
});

it('sends the security headers with every answer', async () => {
  const server = await start();
  for (const [path, host] of [
    ['/', 'localhost'],
    ['/healthz', 'localhost'],
    ['/nowhere', 'localhost'],
    ['/', 'evil.example'],
  ] as const) {
    const { headers } = await ask(server, path, { Host: host });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    });
  }
});

it('answers HEAD with the headers alone', async () => {
  const answer = await ask(await start(), '/', {}, 'HEAD');
  expect(answer).toMatchObject({ status: 200, text: '', headers: { 'content-length': '38' } });
});

/** Watches a stream as the page does. */
async function watch(server: HttpServer, name: string): Promise<AsyncGenerator<LiveMessage, void>> {
  const response = await fetch(`${server.url}/live/${encodeURIComponent(name)}`);
  expect(response.status).toBe(200);
  if (response.body === null) throw new Error('no body');
  return decodeLive(response.body as AsyncIterable<Uint8Array>);
}

describe('live streams', () => {
  it('tell what they are, then send every frame with its results', async () => {
    const live = new LiveHub();
    const stream = live.open('shelf 1/ü', { network: 'codes-nano', labels: { detections: ['qr'] } });
    const messages = await watch(await start({ live }), 'shelf 1/ü');
    expect((await messages.next()).value).toMatchObject({
      header: {
        kind: 'opening',
        stream: 'shelf 1/ü',
        network: 'codes-nano',
        labels: { detections: ['qr'] },
      },
    });
    expect(stream.watchers).toBe(1);
    const boxes = Float32Array.of(1, 2, 3, 4);
    const found = { kind: 'detections', count: 1, boxes, scores: Float32Array.of(0.5) } as const;
    const detections = { ...found, classIds: Int32Array.of(0) };
    stream.publish(Uint8Array.of(1, 2, 3), { ...frame, index: 5, meta: { detections }, fps: 25 });
    const { value } = await messages.next();
    expect(value).toMatchObject({ header: { index: 5, meta: { detections }, fps: 25 } });
    expect(value?.image).toEqual(Uint8Array.of(1, 2, 3));
    stream.close();
    expect(await messages.next()).toMatchObject({ done: true });
  });

  it('that are not there are not found', async () => {
    const server = await start();
    expect(await ask(server, '/live/none')).toMatchObject({ status: 404 });
    expect(await ask(server, '/live/%E0%A4%A')).toMatchObject({ status: 404 });
  });

  it('drop frames for a watcher that does not read, and give it the newest when it does', async () => {
    const live = new LiveHub();
    const stream = live.open('fast', noLabels);
    const server = await start({ live });
    const socket = connect(server.port, '127.0.0.1').pause();
    socket.write('GET /live/fast HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'readable');
    const jpeg = new Uint8Array(2 ** 20);
    const before = process.memoryUsage().arrayBuffers;
    const last = 500;
    for (let index = 0; index <= last; index += 1) {
      stream.publish(jpeg, { ...frame, index });
      // Lets the socket take what it takes.
      await new Promise(setImmediate);
    }
    // 500 MB were published; what the kernel has not taken is at most two messages.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 2 ** 20);

    let received = 0;
    let tail = '';
    socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (tail.includes(`"index":${last}`)) return;
      tail = (tail + chunk.toString('latin1')).slice(-chunk.length - 64);
      if (tail.includes(`"index":${last},`)) socket.emit('newest');
    });
    await once(socket, 'newest');
    expect(received).toBeLessThan((last / 2) * jpeg.length);
    socket.destroy();
  });

  it('forget watchers that leave', async () => {
    const live = new LiveHub();
    const stream = live.open('seen', noLabels);
    const server = await start({ live });
    const abort = new AbortController();
    const response = await fetch(`${server.url}/live/seen`, { signal: abort.signal });
    expect(stream.watchers).toBe(1);
    abort.abort();
    await expect(response.arrayBuffer()).rejects.toThrow();
    await expect.poll(() => stream.watchers, { timeout: 10_000 }).toBe(0);
  });

  it('have a limit on watchers', async () => {
    const live = new LiveHub();
    live.open('seen', noLabels);
    const server = await start({ live, maxWatchers: 1 });
    const messages = await watch(server, 'seen');
    expect(await ask(server, '/live/seen')).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    await messages.return();
  });

  it('only say that they are there when asked with HEAD', async () => {
    const live = new LiveHub();
    const stream = live.open('seen', noLabels);
    expect(await ask(await start({ live }), '/live/seen', {}, 'HEAD')).toMatchObject({ status: 200 });
    expect(stream.watchers).toBe(0);
  });
});

describe('closing', () => {
  it('ends live responses and closes every socket', async () => {
    const live = new LiveHub();
    live.open('seen', noLabels);
    const server = await start({ live });
    const messages = await watch(server, 'seen');
    await messages.next();
    const idle = connect(server.port, '127.0.0.1');
    await once(idle, 'connect');
    const idleClosed = once(idle, 'close');
    const [, next] = await Promise.all([server.close(), messages.next(), idleClosed]);
    expect(next).toMatchObject({ done: true });
    await expect(fetch(server.url)).rejects.toThrow();
  });

  it('leaves the port free', async () => {
    const { port, close } = await start();
    await close();
    const again = await start({ port });
    expect(again.port).toBe(port);
  });
});

describe('listening', () => {
  it('on a port that is taken fails with PORT_IN_USE and what to do', async () => {
    const { port } = await start();
    await expect(start({ port })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: `Port ${port} on 127.0.0.1 is in use: stop the program that has it, or choose another with --http-port.`,
    });
  });

  it('on an address that is not of this machine fails with INVALID_ARGUMENT', async () => {
    await expect(start({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
