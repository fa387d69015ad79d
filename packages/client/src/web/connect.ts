import { answeringClient, type ReachOptions } from '../answering-client.js';
import type { Client } from '../client.js';
import { webSocketTransport, type WebSocketOptions } from './web-socket-transport.js';

/** How to reach a server from a browser. */
export type WebConnectOptions = WebSocketOptions & ReachOptions;

/**
 * Connects to a server; resolves when it has answered.
 *
 * @param server - address of the server's HTTP side, such as `http://127.0.0.1:5080` or `location.href`
 * @throws ConnectionError CONNECTION_FAILED if no Farsight server answers there in time
 * @throws FarsightError UNAUTHENTICATED if it does not accept the token, INVALID_ARGUMENT for a malformed address
 */
export async function connect(server: string, options: WebConnectOptions = {}): Promise<Client> {
  return answeringClient(webSocketTransport(server, options), options);
}
