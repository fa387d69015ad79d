import { FarsightError } from '@farsight/protocol';
import type { WebSocket } from 'ws';
import { errorForClient, errorToStatus } from '../error-to-status.js';
import { startDeadline } from '../grpc/call-deadline.js';
import { messageTooLarge } from '../grpc/message-framing.js';
import type { FrameMemory } from '../frame-memory.js';
import type { CallEnd } from '../grpc/server-call.js';
import type { CallContext, Method } from '../grpc/service.js';
import { Status } from '../grpc/status.js';
import { SocketReader } from './socket-reader.js';
import { endCall, SocketWriter } from './socket-writer.js';

/** What a call over a WebSocket needs from the server around it. */
export interface SocketCall {
  readonly method: Method;
  /** Address and port of the client. */
  readonly peer: string;
  readonly maxMessageBytes: number;
  /** Milliseconds that the client gives the call; undefined if it has not said. */
  readonly timeoutMs: number | undefined;
  readonly memory: FrameMemory;
  /** Aborted, with a FarsightError, when the server stops waiting for calls. */
  readonly stopping: AbortSignal;
}

/** A client that has broken WebSocket's own rules gets so long to read why. */
const lastWordMs = 1000;

/** Serves one socket as one call. Never throws; resolves when the call's function has let go of everything. */
export async function serveSocket(socket: WebSocket, call: SocketCall): Promise<CallEnd> {
  const controller = new AbortController();
  const { signal } = controller;
  const release = abortOn(controller, socket, call);
  try {
    await converse(socket, call, signal);
    endCall(socket, { code: 'OK' });
    return { status: { status: Status.OK, message: '' } };
  } catch (thrown) {
    const error: unknown = signal.aborted ? signal.reason : thrown;
    endCall(socket, errorForClient(error));
    return { status: errorToStatus(error), error };
  } finally {
    release();
  }
}

async function converse(socket: WebSocket, call: SocketCall, signal: AbortSignal): Promise<void> {
  const { method, peer, memory, timeoutMs } = call;
  const deadlineMs = timeoutMs === undefined ? undefined : Date.now() + timeoutMs;
  const context: CallContext = { signal, peer, connection: socket, deadlineMs, metadata: new Map() };
  const reader = new SocketReader(socket, { type: method.requestType, memory, signal });
  const writer = new SocketWriter(socket, signal);
  try {
    for await (const response of method.serve(reader, context)) {
      const wait = writer.send(method.responseType.encode(response).finish());
      if (wait !== undefined) await wait;
    }
    signal.throwIfAborted();
  } finally {
    reader.stop();
  }
}

/** Aborts a call when its client is gone, its deadline passes or the server stops; the returned function undoes it. */
function abortOn(
  controller: AbortController,
  socket: WebSocket,
  { stopping, timeoutMs, maxMessageBytes }: SocketCall,
): () => void {
  const onClose = (): void => controller.abort(new FarsightError('CANCELLED', 'The client ended the call.'));
  const onStop = (): void => controller.abort(stopping.reason);
  socket.on('close', onClose);
  socket.on('error', (error: NodeJS.ErrnoException) => {
    const tooLarge = error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
    controller.abort(tooLarge ? messageTooLarge(maxMessageBytes) : brokenFraming(error));
    terminateSoon(socket);
  });
  stopping.addEventListener('abort', onStop, { once: true });
  if (stopping.aborted) onStop();
  const timer = timeoutMs === undefined ? undefined : startDeadline(controller, timeoutMs);
  return () => {
    socket.off('close', onClose);
    stopping.removeEventListener('abort', onStop);
    clearTimeout(timer);
  };
}

/** Ends the connection of a client that is not listened to any more: its own end would not be noticed. */
export function terminateSoon(socket: WebSocket): void {
  const timer = setTimeout(() => socket.terminate(), lastWordMs);
  socket.on('close', () => clearTimeout(timer));
}

function brokenFraming(cause: Error): FarsightError {
  return new FarsightError('INVALID_ARGUMENT', 'Expected WebSocket frames but received other bytes.', {
    cause,
  });
}
