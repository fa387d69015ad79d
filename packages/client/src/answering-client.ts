import { ConnectionError, FarsightError } from '@farsight/protocol';
import type { Client } from './client.js';
import { clientOn } from './client-on.js';
import { Deadline } from './deadline.js';
import type { Transport } from './transport.js';

/** What every way to connect takes. */
export interface ReachOptions {
  /** Sent with every call. */
  readonly token?: string | undefined;
  /** Until the server has answered, in milliseconds. Default: 5000. */
  readonly connectTimeoutMs?: number | undefined;
  /** Largest message sent or received, in bytes. Default: 64 MiB, a raw 4K RGBA frame and more. */
  readonly maxMessageBytes?: number | undefined;
  /** Gives up connecting. */
  readonly signal?: AbortSignal | undefined;
}

/** {@link ReachOptions.connectTimeoutMs} unless given. */
const defaultConnectTimeoutMs = 5000;
/** {@link ReachOptions.maxMessageBytes} unless given. */
const defaultMaxMessageBytes = 64 * 1024 * 1024;

/**
 * The largest message that options allow.
 *
 * @throws FarsightError INVALID_ARGUMENT
 */
export function maxMessageBytesOf({ maxMessageBytes }: ReachOptions): number {
  return positive('maxMessageBytes', maxMessageBytes ?? defaultMaxMessageBytes);
}

/**
 * A client on a transport whose server has answered. The transport is closed if it does not.
 *
 * @throws ConnectionError CONNECTION_FAILED if no Farsight server answers in time
 * @throws FarsightError UNAUTHENTICATED if it does not accept the token
 */
export async function answeringClient(transport: Transport, options: ReachOptions): Promise<Client> {
  try {
    const timeoutMs = positive('connectTimeoutMs', options.connectTimeoutMs ?? defaultConnectTimeoutMs);
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
