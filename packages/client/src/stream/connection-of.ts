import type { Client } from '../client.js';
import type { StreamSetup } from './stream-run.js';

/** The connection of a stream: that of a client, which stays open, or one of its own, which ends with the stream. */
export function connectionOf(
  server: string | Client,
  connectTo: (server: string, signal: AbortSignal) => Promise<Client>,
): StreamSetup['connect'] {
  return async (signal) => {
    if (typeof server !== 'string') return { transport: server.transport, release: () => Promise.resolve() };
    const client = await connectTo(server, signal);
    return { transport: client.transport, release: () => client.close() };
  };
}
