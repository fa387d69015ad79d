import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';
import type { CallStatus } from './status.js';

const unitMs: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 };

/** Milliseconds of a `grpc-timeout` header; undefined if there is none, NaN if it is not one. */
export function parseTimeoutMs(header: string | string[] | undefined): number | undefined {
  if (header === undefined) return undefined;
  const [, digits, unit] = /^(\d{1,8})([HMSmun])$/.exec(String(header)) ?? [];
  return Number(digits) * (unitMs[unit ?? ''] ?? NaN);
}

/** Everything a client may have meant as metadata: no pseudo-headers, no headers of the transport. */
export function requestMetadata(headers: IncomingHttpHeaders): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name.startsWith(':') || name === 'te' || name === 'content-type') continue;
    metadata.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return metadata;
}

/** Response headers of a call that has something to say. */
export const responseHeaders: OutgoingHttpHeaders = {
  ':status': 200,
  'content-type': 'application/grpc+proto',
  'grpc-accept-encoding': 'identity,gzip,deflate',
};

/** The trailing headers that end a call. */
export function statusTrailers({ status, message, trailers }: CallStatus): OutgoingHttpHeaders {
  return {
    'grpc-status': String(status),
    ...(message !== '' && { 'grpc-message': encodeStatusMessage(message) }),
    ...trailers,
  };
}

/** Percent-encodes everything but printable ASCII, and "%": the `grpc-message` of the gRPC protocol. */
export function encodeStatusMessage(message: string): string {
  return Array.from(Buffer.from(message, 'utf8'), (byte) =>
    byte >= 0x20 && byte <= 0x7e && byte !== 0x25
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
}
