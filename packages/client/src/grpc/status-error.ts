import { ClientError, Status } from 'nice-grpc-common';
import { FarsightError, errorOfCode, isErrorCode, type ErrorCode } from '@farsight/protocol';

/** What is known about a call that failed. */
export interface FailedCall {
  /** The server's address as the user wrote it. */
  readonly server: string;
  /** Whether the server has ever answered on this connection. */
  readonly answered: boolean;
  /** Farsight's code from the trailing metadata, where the server sent one. */
  readonly code: string | undefined;
  readonly aborted: boolean;
}

/** gRPC's status -> our code, where the server did not say it better; INTERNAL for the others. */
const codes: Readonly<Partial<Record<Status, ErrorCode>>> = {
  [Status.INVALID_ARGUMENT]: 'INVALID_ARGUMENT',
  [Status.DEADLINE_EXCEEDED]: 'DEADLINE_EXCEEDED',
  [Status.NOT_FOUND]: 'NETWORK_NOT_FOUND',
  [Status.ALREADY_EXISTS]: 'INVALID_ARGUMENT',
  [Status.PERMISSION_DENIED]: 'UNAUTHENTICATED',
  [Status.RESOURCE_EXHAUSTED]: 'LIMIT_EXCEEDED',
  [Status.FAILED_PRECONDITION]: 'INVALID_ARGUMENT',
  [Status.ABORTED]: 'CANCELLED',
  [Status.OUT_OF_RANGE]: 'INVALID_ARGUMENT',
  [Status.UNIMPLEMENTED]: 'UNSUPPORTED',
  [Status.UNAUTHENTICATED]: 'UNAUTHENTICATED',
};

/** Whatever a gRPC call threw -> the FarsightError a user gets. */
export function errorOfCall(error: unknown, call: FailedCall): FarsightError {
  if (FarsightError.is(error)) return error;
  if (call.aborted) return new FarsightError('CANCELLED', 'The call was cancelled.', { cause: error });
  if (!(error instanceof ClientError)) return FarsightError.from(error);
  if (isErrorCode(call.code)) return errorOfCode(call.code, error.details, { cause: error });
  if (isConnectionLoss(error)) return connectionError(error, call);
  if (isOversize(error)) return oversize(error);
  return errorOfCode(codes[error.code] ?? 'INTERNAL', messageFor(error, call.server), { cause: error });
}

/** grpc-js reports a broken connection as UNAVAILABLE, or as a stream that was reset or cancelled (and not by us). */
function isConnectionLoss({ code, details }: ClientError): boolean {
  if (code === Status.UNAVAILABLE || code === Status.CANCELLED) return true;
  return code === Status.INTERNAL && /RST_STREAM|ECONNRESET|EPIPE|socket|ERR_HTTP2/i.test(details);
}

function isOversize({ code, details }: ClientError): boolean {
  return code === Status.RESOURCE_EXHAUSTED && /larger than max/i.test(details);
}

/** grpc-js writes "(9000000 vs 4194304)" of what came and "(9000000 vs. 4194304)" of what went. */
function oversize(error: ClientError): FarsightError {
  const limit = /vs\.? (\d+)/.exec(error.details)?.[1];
  const remedy = error.details.startsWith('Received')
    ? 'Ask for fewer results, or raise the limit'
    : 'Send the frame compressed or smaller, or raise the limit on both sides';
  return new FarsightError(
    'MESSAGE_TOO_LARGE',
    `A message was larger than allowed${limit === undefined ? '' : ` (${limit} bytes)`}. ${remedy} (here it is the option maxMessageBytes).`,
    { cause: error },
  );
}

function messageFor({ code, details }: ClientError, server: string): string {
  switch (code) {
    case Status.UNIMPLEMENTED:
      return `${server} speaks gRPC but not this call of Farsight's. Is it a Farsight server, and recent enough?`;
    case Status.UNAUTHENTICATED:
    case Status.PERMISSION_DENIED:
      return details === '' ? `${server} did not accept the token.` : details;
    default:
      return details === '' ? `The server answered ${Status[code]}.` : details;
  }
}

function connectionError(error: ClientError, { server, answered }: FailedCall): FarsightError {
  const neverConnected = !answered || error.details.startsWith('No connection established');
  if (!neverConnected) {
    return errorOfCode('CONNECTION_LOST', `The connection to ${server} broke. Is the server still running?`, {
      cause: error,
    });
  }
  return errorOfCode('CONNECTION_FAILED', `Could not connect to ${server}: ${reasonFor(error.details)}`, {
    cause: error,
  });
}

/** What the words of Node's sockets and TLS mean for the user, most telling first. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, 'nothing listens there. Is the server running, and is the port right?'],
  [/Name resolution failed|ENOTFOUND|EAI_AGAIN/i, 'the host name is not known. Check its spelling.'],
  [/EHOSTUNREACH|ENETUNREACH/, 'the host cannot be reached from this network.'],
  [/ETIMEDOUT|timed out/i, 'the host does not answer. Check the address and firewalls in between.'],
  [
    /wrong version number|WRONG_VERSION_NUMBER|packet length too long/i,
    'it does not speak TLS. Connect without tls.',
  ],
  [
    /altname|does not match certificate/i,
    'its certificate is for another name. Set tls.serverName to that name.',
  ],
  [
    /self.signed|unable to (?:verify|get)|UNABLE_TO|unknown ca/i,
    'its certificate is not trusted. Give the authority that signed it (tls.ca, --tls-ca).',
  ],
  [/certificate has expired|CERT_HAS_EXPIRED/i, 'its certificate has expired.'],
  [
    /certificate required|handshake failure|bad certificate/i,
    'it refused the TLS handshake. It may ask for a client certificate: tls.cert and tls.key.',
  ],
];

function reasonFor(details: string): string {
  const known = reasons.find(([pattern]) => pattern.test(details));
  return (
    known?.[1] ??
    'something answers there, but not with gRPC. Is the port right, and does the server want TLS (tls, --tls)?'
  );
}
