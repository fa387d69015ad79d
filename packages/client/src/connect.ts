import { parseAddress } from './address.js';
import { answeringClient, maxMessageBytesOf, type ReachOptions } from './answering-client.js';
import type { Client } from './client.js';

/** Certificates for TLS, each in PEM. */
export interface TlsOptions {
  /** Certificate authorities to trust. Default: those of the system. */
  readonly ca?: string | Uint8Array;
  /** The client's own certificate, where the server asks for one; needs `key`. */
  readonly cert?: string | Uint8Array;
  /** Private key of `cert`. */
  readonly key?: string | Uint8Array;
  /** Name the server's certificate must be for. Default: the host of the address. */
  readonly serverName?: string;
}

/** How to reach a server. The token goes as `authorization: Bearer …`. */
export interface ConnectOptions extends ReachOptions {
  /** Default: false. */
  readonly tls?: boolean | TlsOptions | undefined;
}

/**
 * Connects to a server; resolves when it has answered.
 *
 * @param server - `host:port`; port 5000 if none is given
 * @throws ConnectionError CONNECTION_FAILED if no Farsight server answers there in time
 * @throws FarsightError UNAUTHENTICATED if it does not accept the token, INVALID_ARGUMENT for a malformed address
 */
export async function connect(server: string, options: ConnectOptions = {}): Promise<Client> {
  const address = parseAddress(server);
  const maxMessageBytes = maxMessageBytesOf(options);
  // Loaded here and not above, so that a browser can use everything else of this package.
  const { openGrpc } = await import('./grpc/grpc-transport.js');
  const transport = openGrpc(server, address, {
    token: options.token,
    tls: options.tls ?? false,
    maxMessageBytes,
  });
  return answeringClient(transport, options);
}
