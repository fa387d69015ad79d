import { FarsightError } from '@farsight/protocol';

/** Port of a server whose address names none. */
export const defaultPort = 5000;

/** Where a server listens. */
export interface ServerAddress {
  /** Host name or IP address, without brackets. */
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `host:port`, `host`, `[ipv6]:port` or `[ipv6]`.
 *
 * @throws FarsightError INVALID_ARGUMENT
 */
export function parseAddress(server: string): ServerAddress {
  const match = /^(?:\[([0-9A-Fa-f:.%\w]+)\]|([^:/\s[\]@]+))(?::(\d{1,5}))?$/.exec(server);
  const host = match?.[1] ?? match?.[2];
  const port = match?.[3] === undefined ? defaultPort : Number(match[3]);
  if (host === undefined || port < 1 || port > 65_535) {
    throw new FarsightError(
      'INVALID_ARGUMENT',
      `Expected host:port (such as "127.0.0.1:5000") for the server but received ${JSON.stringify(server.slice(0, 300))}.`,
    );
  }
  return { host, port };
}

/** Whether an address is this very machine, where no proxy may come between. */
export function isLoopback({ host }: ServerAddress): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
