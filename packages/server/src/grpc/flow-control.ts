import type { ServerHttp2Session } from 'node:http2';

/**
 * Bytes a client may send on one stream before the server has read them; as many may lie here for each stream that is held
 * back. With the protocol's 64 KiB every frame waits
 * for several round trips (docs/decisions/0002, and the server's own carrier in 0005).
 */
export const streamWindowBytes = 2 * 2 ** 20;

/** The same for all streams of a connection together: a few streams at full speed. */
export const connectionWindowBytes = 16 * 2 ** 20;

/** HTTP/2 settings a server announces to widen the windows of streams. */
export const windowSettings = { initialWindowSize: streamWindowBytes } as const;

/** Widens the window of a connection, which no setting can. */
export function widenConnectionWindow(session: ServerHttp2Session): void {
  session.setLocalWindowSize(connectionWindowBytes);
}
