import type { FarsightServer } from '@farsight/server';
import { commandsToTry } from '../commands-to-try.js';

/** What `serve` says when it is ready: where it listens, what it serves, what to try. */
export async function welcome(server: FarsightServer): Promise<string> {
  const networks = await server.networks();
  const address = `${isAnyAddress(server.host) ? '127.0.0.1' : server.host}:${server.port}`;
  const names = networks.map(({ name, state }) => (state === 'ready' ? name : `${name} (${state})`));
  const network = server.defaultNetwork ?? networks[0]?.name;
  return [
    `Serving on ${server.host}:${server.port} (gRPC)${server.url === undefined ? '' : ` and ${server.url} (page)`}`,
    `Networks: ${names.join(', ') || 'none; name some, or a folder with --networks'}`,
    ...(network === undefined ? [] : ['Try:', commandsToTry(address, network)]),
  ].join('\n');
}

function isAnyAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}
