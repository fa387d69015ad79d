import { FrameMemory } from '../../frame-memory.js';
import type { Service } from '../../grpc/service.js';
import { startHttpServer, type HttpServer, type HttpServerOptions } from '../../http/http-server.js';
import { LiveHub } from '../../http/live-hub.js';

/** The HTTP side of a server alone, which serves these calls over WebSocket on a free port. */
export function serveCalls(
  services: readonly Service[],
  {
    token,
    ...calls
  }: Partial<NonNullable<HttpServerOptions['calls']>> & { readonly token?: string | undefined } = {},
): Promise<HttpServer> {
  return startHttpServer({
    host: '127.0.0.1',
    port: 0,
    token,
    live: new LiveHub(),
    status: () => {
      throw new Error('Nobody asks for it.');
    },
    calls: {
      services,
      maxSockets: 256,
      maxMessageBytes: 1 << 20,
      keepaliveMs: 30_000,
      memory: new FrameMemory(1 << 24),
      ...calls,
    },
  });
}
