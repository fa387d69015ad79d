import type { FarsightServer } from '@farsight/server';
import { commandsToTry } from '../commands-to-try.js';
import type { ServeFlags } from '../options/server.js';

/**
 * What `serve` says when it is ready: where it listens, what it serves, what to try.
 *
 * @param access - flags that clients need
 */
export function welcome(server: FarsightServer, access: readonly string[]): string {
  const { networkNames, loadedNetworks } = server;
  const network = server.defaultNetwork ?? networkNames[0];
  return [
    `Serving on ${server.host}:${server.port} (gRPC)${server.url === undefined ? '' : ` and ${server.url} (page)`}`,
    `Networks: ${networksText(loadedNetworks, networkNames.length)}`,
    ...(network === undefined ? [''] : ['Try:', commandsToTry(server.address, network, access)]),
  ].join('\n');
}

/** Flags that clients of a server with these flags need. The token itself is not shown. */
export function accessFlags({ tlsCert, token }: Pick<ServeFlags, 'tlsCert' | 'token'>): string[] {
  return [
    ...(tlsCert === undefined ? [] : ['--tls']),
    ...(token === undefined ? [] : ['--token "$FARSIGHT_TOKEN"']),
  ];
}

/** `codes-nano; 15 more load on first use (see: npx farsight networks list)` */
export function networksText(ready: readonly string[], all: number): string {
  const others = all - ready.length;
  if (all === 0) return 'none; name some, or a folder with --networks';
  const rest =
    others > 0
      ? [`${others} ${ready.length > 0 ? 'more ' : ''}on first use (npx farsight networks list)`]
      : [];
  return [ready.join(', '), ...rest].filter(Boolean).join('; ');
}
