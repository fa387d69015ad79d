import { ServerResponse, type IncomingMessage } from 'node:http';
import type { WebSocketCalls } from '../web-socket/web-socket-calls.js';
import { isSameOrigin } from './guards.js';
import { text, type Reply } from './reply.js';
import { misdirected, send, type RouteContext } from './routes.js';

/**
 * Hands on a connection that wants to be a WebSocket, unless something speaks against it. CORS does not apply to WebSockets: a
 * page of another origin could open one, so it is turned away here.
 */
export function acceptUpgrade(
  context: RouteContext,
  calls: WebSocketCalls,
  request: IncomingMessage,
  head: Buffer,
): void {
  const refused = refusal(context, request);
  if (refused === undefined) calls.accept(request, head);
  else refuse(refused, request);
}

function refusal(context: RouteContext, request: IncomingMessage): Reply | undefined {
  const elsewhere = misdirected(context, request);
  if (elsewhere !== undefined) return elsewhere;
  if (!isSameOrigin(request)) return text(403, 'Only the page of this server may do this.');
  const wanted = request.headers.upgrade?.toLowerCase();
  return wanted === 'websocket' ? undefined : text(400, 'Only WebSockets are upgraded to here.');
}

/** Node has let go of the connection: this answer is its last. */
function refuse(reply: Reply, request: IncomingMessage): void {
  const { socket } = request;
  socket.on('error', () => socket.destroy());
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.on('finish', () => socket.destroySoon());
  send(reply, request, response);
}
