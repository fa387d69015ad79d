import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers one request; called with the next behaviour in line, the last one again and again. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

/** A web server on this machine that misbehaves as it is told to. */
export class WeightsServer implements AsyncDisposable {
  /** Range headers of the requests so far; `undefined` for the whole. */
  readonly ranges: (string | undefined)[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(...behaviours: Behaviour[]): Promise<WeightsServer> {
    const server = createServer();
    const started = new WeightsServer(server);
    server.on('request', (request, response) => {
      started.ranges.push(request.headers.range);
      const behaviour = behaviours.length > 1 ? behaviours.shift() : behaviours[0];
      behaviour?.(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return started;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/net.onnx`;
  }

  /** Breaks all connections. */
  cut(): void {
    this.#server.closeAllConnections();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Serves `bytes` as a good server does, with ranges and an ETag. */
export function serving(bytes: Uint8Array): Behaviour {
  return (request, response) => {
    const etag = etagOf(bytes);
    const start = rangeStart(request, etag);
    if (start === undefined) {
      response.writeHead(200, { etag, 'content-length': bytes.length }).end(bytes);
    } else if (start >= bytes.length) {
      response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    } else {
      response.writeHead(206, partHeaders(bytes, start)).end(bytes.subarray(start));
    }
  };
}

/** As {@link serving}, but falls silent when `length` bytes have been sent. */
export function holdingAfter(bytes: Uint8Array, length: number): Behaviour {
  return (request, response) => {
    const start = rangeStart(request, etagOf(bytes)) ?? 0;
    if (start === 0) response.writeHead(200, { etag: etagOf(bytes), 'content-length': bytes.length });
    else response.writeHead(206, partHeaders(bytes, start));
    response.write(bytes.subarray(start, start + length));
  };
}

/** Sends everything whatever part is asked for, without saying what version it is. */
export function ignoringRanges(bytes: Uint8Array): Behaviour {
  return (_, response) => response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
}

export function answering(status: number, headers: Record<string, string> = {}): Behaviour {
  return (_, response) => response.writeHead(status, headers).end('no');
}

function etagOf(bytes: Uint8Array): string {
  return `"${createHash('sha1').update(bytes).digest('hex')}"`;
}

function partHeaders(bytes: Uint8Array, start: number): Record<string, string | number> {
  return {
    etag: etagOf(bytes),
    'content-length': bytes.length - start,
    'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}`,
  };
}

/** Undefined where the whole file is to be sent: no range, or the file is another one by now. */
function rangeStart(request: IncomingMessage, etag: string): number | undefined {
  const ifRange = request.headers['if-range'];
  if (ifRange !== undefined && ifRange !== etag) return undefined;
  const match = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  return match ? Number(match[1]) : undefined;
}
