import type { IncomingMessage } from 'node:http';

/** The sub-protocol of calls over WebSocket, which the server agrees to. */
export const callProtocol = 'farsight.v1';

/**
 * Before a token among the sub-protocols, as base64url without padding: the only header that a page can set for a WebSocket.
 */
const tokenPrefix = 'farsight.token.';

/** The token that a request to open a WebSocket carries. */
export function offeredToken({ headers }: IncomingMessage): string | undefined {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const encoded = offered.find((name) => name.startsWith(tokenPrefix))?.slice(tokenPrefix.length);
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64url').toString();
}
