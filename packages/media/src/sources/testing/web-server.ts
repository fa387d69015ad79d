import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';

/** Starts a web server for one spec; the function returned gives the URL of a path. */
export function webServer(routes: Readonly<Record<string, RequestListener>>): (path: string) => string {
  const server = createServer((request, response) => {
    const route = routes[new URL(request.url ?? '/', 'http://x').pathname];
    if (route === undefined) response.writeHead(404).end();
    else route(request, response);
  });
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return (path) => `http://127.0.0.1:${port}${path}`;
}

/** Answers with a file's bytes, whole or the range asked for. */
export function serveBytes(bytes: Uint8Array, contentType: string): RequestListener {
  return (request: IncomingMessage, response: ServerResponse) => {
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    const start = Number(from ?? 0);
    const end = to === undefined || to === '' ? bytes.length - 1 : Number(to);
    response.writeHead(from === undefined ? 200 : 206, {
      'content-type': contentType,
      'content-length': end + 1 - start,
      'accept-ranges': 'bytes',
      ...(from !== undefined && { 'content-range': `bytes ${start}-${end}/${bytes.length}` }),
    });
    response.end(bytes.subarray(start, end + 1));
  };
}

/**
 * Sends pictures as an MJPEG stream: all of them and then nothing, or the end, or the end of the connection; or over and
 * over.
 */
export function serveMjpeg(
  pictures: readonly Uint8Array[],
  afterwards: 'silence' | 'repeat' | 'end' | 'close' | 'cut',
): RequestListener {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=frame' });
    const send = (number: number): void => {
      if (number >= pictures.length && afterwards !== 'repeat') {
        if (afterwards === 'end') response.end('--frame--\r\n');
        if (afterwards === 'close') response.end();
        if (afterwards === 'cut') response.destroy();
        return;
      }
      const picture = pictures[number % pictures.length]!;
      const head = `--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${picture.length}\r\n\r\n`;
      response.write(Buffer.concat([Buffer.from(head), picture, Buffer.from('\r\n')]), (error) => {
        if (error === null || error === undefined) setImmediate(send, number + 1);
      });
    };
    send(0);
  };
}
