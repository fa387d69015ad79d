import type { IncomingMessage } from 'node:http';
import { isLoopbackHost } from '../hosts.js';
import { equalSecrets } from '../secrets.js';

/** Sent with every answer: the page loads only its own files, and nobody else's page may load or frame them. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; " +
    "connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/**
 * Whether the `Host` header names this machine. A server on loopback trusts whoever reaches it, so a foreign page must not
 * reach it under a name of its own that resolves to 127.0.0.1 (DNS rebinding). The port is free: tunnels change it.
 */
export function isLocalHostHeader(header: string | undefined): boolean {
  const name = header?.replace(/:\d{1,5}$/, '').replace(/^\[(.*)\]$/, '$1');
  return name !== undefined && isLoopbackHost(name.toLowerCase());
}

/**
 * Whether a request was made by the page of this server itself, or by no page at all: browsers name the origin of whoever
 * opens a WebSocket.
 */
export function isSameOrigin({ headers: { origin, host } }: IncomingMessage): boolean {
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}

/** Whether the request carries `Authorization: Bearer TOKEN`. */
export function hasToken(request: IncomingMessage, token: string): boolean {
  const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return given !== undefined && equalSecrets(given, token);
}
