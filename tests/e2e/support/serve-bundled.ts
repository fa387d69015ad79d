import { startServer, type FarsightServer, type ServerOptions } from '@farsight/server';

/** The network that comes with the project. */
export const bundled = 'codes-nano';

/** A server with the bundled network on a free port of this machine, and its address. */
export async function serveBundled(
  options: ServerOptions = {},
): Promise<{ server: FarsightServer; address: string }> {
  const server = await startServer({
    networks: [bundled],
    port: 0,
    httpPort: false,
    logger: 'error',
    ...options,
  });
  return { server, address: server.address };
}
