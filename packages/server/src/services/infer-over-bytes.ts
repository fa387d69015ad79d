import { FarsightError } from '@farsight/protocol';
import { isServerFault } from '../error-to-status.js';
import type { CallContext, Method, Service } from '../grpc/service.js';
import type { Logger } from '../logging.js';

/** `Infer` over the bytes of its messages. */
export type InferOverBytes = (request: Uint8Array, signal: AbortSignal) => Promise<Uint8Array>;

/** Runs `Infer` of Farsight's service for another carrier than gRPC, which `path` names in the log. */
export function inferOverBytes({ methods }: Service, path: string, logger: Logger): InferOverBytes {
  const method = methods.find((candidate) => candidate.path.endsWith('/Infer'));
  if (method === undefined) throw new Error('Expected a service with a method Infer.');
  return async (request, signal) => {
    try {
      return await call(method, decodeRequest(method, request), signal, path);
    } catch (error) {
      if (isServerFault(error)) logger.error({ path, err: error }, 'A call failed.');
      throw error;
    }
  };
}

async function call(
  method: Method,
  message: unknown,
  signal: AbortSignal,
  peer: string,
): Promise<Uint8Array> {
  const context: CallContext = {
    signal,
    peer,
    connection: {},
    deadlineMs: undefined,
    metadata: new Map(),
  };
  for await (const response of method.serve(one(message), context))
    return method.responseType.encode(response).finish();
  throw new FarsightError('INTERNAL', 'The call was not answered.');
}

function decodeRequest({ requestType }: Method, bytes: Uint8Array): unknown {
  try {
    return requestType.decode(bytes);
  } catch (cause) {
    throw new FarsightError('INVALID_ARGUMENT', 'Expected an InferRequest but received other bytes.', {
      cause,
    });
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- one message that is here, for what takes streams
async function* one(message: unknown): AsyncGenerator<unknown, void> {
  yield message;
}
