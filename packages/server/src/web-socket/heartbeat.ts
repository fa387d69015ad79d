import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';

/**
 * Asks a client every so many milliseconds whether it is still there, and ends the connection if nothing came since it was
 * asked last. While the server itself does not listen (the socket is paused), the client need only take what it is sent. Ends
 * with the socket.
 */
export function keepAlive(socket: WebSocket, connection: Socket, everyMs: number): void {
  let heard = connection.bytesRead;
  const timer = setInterval(() => {
    const notListening = socket.isPaused && socket.bufferedAmount === 0;
    if (connection.bytesRead === heard && !notListening) {
      socket.terminate();
      return;
    }
    heard = connection.bytesRead;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, everyMs);
  socket.ping();
  socket.on('close', () => clearInterval(timer));
}
