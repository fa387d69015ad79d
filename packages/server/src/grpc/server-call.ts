import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { FarsightError } from '@farsight/protocol';
import { startDeadline } from './call-deadline.js';
import { parseTimeoutMs, requestMetadata } from './grpc-headers.js';
import { frameMessage } from './message-framing.js';
import type { FrameMemory } from '../frame-memory.js';
import { RequestReader } from './request-reader.js';
import { ResponseWriter } from './response-writer.js';
import type { CallContext, Method } from './service.js';
import { Status, type CallStatus } from './status.js';

/** What a call needs from the server around it. */
export interface CallEnvironment {
  readonly peer: string;
  readonly connection: object;
  readonly maxMessageBytes: number;
  readonly memory: FrameMemory;
  /** Ends the call with an error before its function is asked, or returns the method to serve. */
  readonly route: (metadata: ReadonlyMap<string, string>) => Method;
  readonly errorToStatus: (error: unknown) => CallStatus;
  /** Aborted, with a FarsightError, when the server stops waiting for calls. */
  readonly stopping: AbortSignal;
}

/** How a call ended: for logs. */
export interface CallEnd {
  readonly status: CallStatus;
  /** What was thrown, if anything was. */
  readonly error?: unknown;
}

const ok: CallStatus = { status: Status.OK, message: '' };

/** Serves one HTTP/2 stream as one gRPC call. Never throws; resolves when the call's function has let go of everything. */
export async function serveCall(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  environment: CallEnvironment,
): Promise<CallEnd> {
  const controller = new AbortController();
  const { signal } = controller;
  const writer = new ResponseWriter(stream, signal);
  const release = abortOn(controller, stream, headers, environment.stopping);
  try {
    const metadata = requestMetadata(headers);
    const method = environment.route(metadata);
    const context = callContext(headers, environment, metadata, signal);
    await converse(stream, method, context, writer, environment);
    writer.end(ok);
    return { status: ok };
  } catch (thrown) {
    const error: unknown = signal.aborted ? signal.reason : thrown;
    const status = environment.errorToStatus(error);
    writer.end(status);
    return { status, error };
  } finally {
    release();
  }
}

async function converse(
  stream: ServerHttp2Stream,
  method: Method,
  context: CallContext,
  writer: ResponseWriter,
  { maxMessageBytes, memory }: CallEnvironment,
): Promise<void> {
  const reader = new RequestReader(stream, {
    type: method.requestType,
    maxMessageBytes,
    memory,
    encoding: context.metadata.get('grpc-encoding'),
    signal: context.signal,
  });
  try {
    for await (const response of method.serve(reader, context)) {
      const wait = writer.send(frameMessage(method.responseType, response));
      if (wait !== undefined) await wait;
    }
    context.signal.throwIfAborted();
  } finally {
    reader.stop();
  }
}

function callContext(
  headers: IncomingHttpHeaders,
  { peer, connection }: CallEnvironment,
  metadata: ReadonlyMap<string, string>,
  signal: AbortSignal,
): CallContext {
  const timeoutMs = parseTimeoutMs(headers['grpc-timeout']);
  if (Number.isNaN(timeoutMs)) {
    throw new FarsightError('INVALID_ARGUMENT', 'Expected a number and a unit for grpc-timeout.');
  }
  const deadlineMs = timeoutMs === undefined ? undefined : Date.now() + timeoutMs;
  return { signal, peer, connection, deadlineMs, metadata };
}

/** Aborts a call when its client is gone, its deadline passes or the server stops; the returned function undoes it. */
function abortOn(
  controller: AbortController,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  stopping: AbortSignal,
): () => void {
  const onClose = (): void => controller.abort(new FarsightError('CANCELLED', 'The client ended the call.'));
  const onStop = (): void => controller.abort(stopping.reason);
  // A stream that is reset ends its request before it closes; only "aborted" tells that from a request that is complete.
  stream.on('aborted', onClose);
  stream.on('close', onClose);
  // Errors of a stream are followed by its close, which is what counts.
  stream.on('error', ignore);
  stopping.addEventListener('abort', onStop, { once: true });
  if (stopping.aborted) onStop();
  const timeoutMs = parseTimeoutMs(headers['grpc-timeout']);
  const timer =
    timeoutMs === undefined || Number.isNaN(timeoutMs) ? undefined : startDeadline(controller, timeoutMs);
  return () => {
    stream.off('aborted', onClose);
    stream.off('close', onClose);
    stopping.removeEventListener('abort', onStop);
    clearTimeout(timer);
  };
}

function ignore(): void {
  // See above.
}
