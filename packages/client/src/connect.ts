import { ConnectionError, FarsightError } from '@farsight/protocol';
import { parseAddress } from './address.js';
import type { Client } from './client.js';
import { clientOn } from './client-on.js';
import { Deadline } from './deadline.js';
import type { Transport } from './transport.js';

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

/** How to reach a server. */
export interface ConnectOptions {
  /** Sent with every call as `authorization: Bearer …`. */
  readonly token?: string | undefined;
  /** Default: false. */
  readonly tls?: boolean | TlsOptions | undefined;
  /** Until the server has answered, in milliseconds. Default: 5000. */
  readonly connectTimeoutMs?: number | undefined;
  /** Largest message sent or received, in bytes. Default: 64 MiB, a raw 4K RGBA frame and more. */
  readonly maxMessageBytes?: number | undefined;
  /** Gives up connecting. */
  readonly signal?: AbortSignal | undefined;
}

/** {@link ConnectOptions.connectTimeoutMs} unless given. */
export const defaultConnectTimeoutMs = 5000;
/** {@link ConnectOptions.maxMessageBytes} unless given. */
export const defaultMaxMessageBytes = 64 * 1024 * 1024;

/**
 * Connects to a server; resolves when it has answered.
 *
 * @param server - `host:port`; port 5000 if none is given
 * @throws ConnectionError CONNECTION_FAILED if no Farsight server answers there in time
 * @throws FarsightError UNAUTHENTICATED if it does not accept the token, INVALID_ARGUMENT for a malformed address
 */
export async function connect(server: string, options: ConnectOptions = {}): Promise<Client> {
  const address = parseAddress(server);
  const timeoutMs = positive('connectTimeoutMs', options.connectTimeoutMs ?? defaultConnectTimeoutMs);
  const maxMessageBytes = positive('maxMessageBytes', options.maxMessageBytes ?? defaultMaxMessageBytes);
  // Loaded here and not above, so that a browser can use everything else of this package.
  const { openGrpc } = await import('./grpc/grpc-transport.js');
  const transport = openGrpc(server, address, {
    token: options.token,
    tls: options.tls ?? false,
    maxMessageBytes,
  });
  try {
    await answer(transport, timeoutMs, options.signal);
  } catch (error) {
    await transport.close();
    throw error;
  }
  return clientOn(transport);
}

/** A call that every server answers at once, and that shows whether it accepts the token. */
async function answer(
  transport: Transport,
  timeoutMs: number,
  parent: AbortSignal | undefined,
): Promise<void> {
  const deadline = new Deadline(timeoutMs, parent);
  try {
    await transport.listNetworks({}, { signal: deadline.signal });
  } catch (error) {
    if (FarsightError.is(error) && error.code === 'UNSUPPORTED') {
      throw new ConnectionError('CONNECTION_FAILED', error.message, { cause: error });
    }
    if (!deadline.passed) throw error;
    throw new ConnectionError(
      'CONNECTION_FAILED',
      `No answer from ${transport.server} within ${timeoutMs} ms. Check the address, that the server is running, and that no firewall is in between.`,
      { cause: error },
    );
  } finally {
    deadline.clear();
  }
}

function positive(name: string, value: number): number {
  if (value > 0) return value;
  throw new FarsightError('INVALID_ARGUMENT', `Expected a number above 0 for ${name} but received ${value}.`);
}
