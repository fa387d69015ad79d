import { FarsightError, type ErrorCode } from '@farsight/protocol';
import { Status, StatusError, type CallStatus } from './grpc/status.js';

/** gRPC status of each code; the same table as docs/errors.md, which a test compares. */
export const statusOfCode: Readonly<Record<ErrorCode, CallStatus['status']>> = {
  CANCELLED: Status.CANCELLED,
  CONNECTION_FAILED: Status.UNAVAILABLE,
  CONNECTION_LOST: Status.UNAVAILABLE,
  DEADLINE_EXCEEDED: Status.DEADLINE_EXCEEDED,
  EXECUTOR_CRASHED: Status.INTERNAL,
  FRAME_TOO_LARGE: Status.INVALID_ARGUMENT,
  INTERNAL: Status.INTERNAL,
  INVALID_ARGUMENT: Status.INVALID_ARGUMENT,
  INVALID_FRAME: Status.INVALID_ARGUMENT,
  INVALID_NETWORK: Status.FAILED_PRECONDITION,
  LIMIT_EXCEEDED: Status.RESOURCE_EXHAUSTED,
  MESSAGE_TOO_LARGE: Status.RESOURCE_EXHAUSTED,
  NETWORK_LOAD_FAILED: Status.FAILED_PRECONDITION,
  NETWORK_NOT_FOUND: Status.NOT_FOUND,
  NOT_ALLOWED: Status.PERMISSION_DENIED,
  OUTPUT_FAILED: Status.INTERNAL,
  PORT_IN_USE: Status.INTERNAL,
  SHUTTING_DOWN: Status.UNAVAILABLE,
  SOURCE_FAILED: Status.UNAVAILABLE,
  SOURCE_NOT_FOUND: Status.NOT_FOUND,
  UNAUTHENTICATED: Status.UNAUTHENTICATED,
  UNSUPPORTED: Status.UNIMPLEMENTED,
  WEIGHTS_CORRUPT: Status.FAILED_PRECONDITION,
  WEIGHTS_UNAVAILABLE: Status.UNAVAILABLE,
};

const neutral = 'Something unexpected went wrong on the server.';

/**
 * What a client is told instead of the message, where that was written for the operator and may name files, addresses or
 * the runtime's words. The others are written for clients.
 */
const clientTexts: Readonly<Partial<Record<ErrorCode, string>>> = {
  INTERNAL: neutral,
  OUTPUT_FAILED: neutral,
  PORT_IN_USE: neutral,
  SOURCE_FAILED: "The source cannot be opened or has failed; the server's log says why.",
  SOURCE_NOT_FOUND: 'The server finds no such source; its log says more.',
  INVALID_NETWORK: "The file of this network is not valid; the server's log says why.",
  NETWORK_LOAD_FAILED: 'The server cannot load this network; its log says why.',
  WEIGHTS_CORRUPT: "The weights of this network do not have the right checksum; the server's log says more.",
  WEIGHTS_UNAVAILABLE:
    'The weights of this network are not on the server and could not be fetched; its log says why.',
};

/** An error as a client may see it: its code, and a text without paths, stacks or a library's words. */
export interface ClientError {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Anything thrown -> what a client may see of it. Unknown errors become INTERNAL; who calls this logs the cause. */
export function errorForClient(error: unknown): ClientError {
  const { code, message } = FarsightError.from(error);
  return { code, message: clientTexts[code] ?? message };
}

/** Anything thrown -> how the call ends, with the code in the trailing metadata `farsight-code`. */
export function errorToStatus(error: unknown): CallStatus {
  if (error instanceof StatusError) return error.callStatus;
  const { code, message } = errorForClient(error);
  return { status: statusOfCode[code], message, trailers: { 'farsight-code': code } };
}

/** Whether an error belongs in the log at level `error`: the server, not the client or the frame, is to blame. */
export function isServerFault(error: unknown): boolean {
  return !(error instanceof StatusError) && FarsightError.from(error).code in clientTexts;
}
