import type { Client } from '../client.js';
import { connectionOf } from '../stream/connection-of.js';
import type { FrameSource, RemoteStream, StreamOptions } from '../stream/item.js';
import { openStream } from '../stream/stream-on.js';
import { connect, type WebConnectOptions } from './connect.js';

/** How to stream, and how to connect where `remoteStream` is given an address. */
export type WebStreamOptions = StreamOptions & WebConnectOptions;

/**
 * Runs networks of a server on every frame of a source: `remoteStream` of `@farsight/client`, from a browser.
 *
 * @param server - an address (`http://host:5080`), or a client to share
 * @param network - one network, or several to run on every frame
 * @throws FarsightError INVALID_ARGUMENT at once for values that no server could accept
 */
export function remoteStream(
  server: string | Client,
  source: FrameSource,
  network: string | readonly string[],
  options: WebStreamOptions = {},
): RemoteStream {
  const connection = connectionOf(server, (address, signal) => connect(address, { ...options, signal }));
  return openStream(connection, source, network, options);
}
