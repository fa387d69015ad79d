import type { Client } from '../client.js';
import { connect, type ConnectOptions } from '../connect.js';
import { connectionOf } from './connection-of.js';
import type { FrameSource, RemoteStream, StreamOptions } from './item.js';
import { openStream } from './stream-on.js';

/** How to stream, and how to connect where `remoteStream` is given an address. */
export type RemoteStreamOptions = StreamOptions & ConnectOptions;

/**
 * Runs networks of a server on every frame of a source.
 *
 * ```ts
 * for await (const { image, meta } of remoteStream('camera-server:5000', frames, 'yolox-nano')) draw(image, meta);
 * ```
 *
 * @param server - an address (`host:port`; the stream then has a connection of its own), or a client to share
 * @param network - one network, or several to run on every frame
 * @throws FarsightError INVALID_ARGUMENT at once for values that no server could accept
 */
export function remoteStream(
  server: string | Client,
  source: FrameSource,
  network: string | readonly string[],
  options: RemoteStreamOptions = {},
): RemoteStream {
  const connection = connectionOf(server, (address, signal) => connect(address, { ...options, signal }));
  return openStream(connection, source, network, options);
}
