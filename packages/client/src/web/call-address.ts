import { FarsightError } from '@farsight/protocol';

/** The sub-protocol of calls over WebSocket, and what a token stands behind: docs/protocols.md. */
const callProtocol = 'farsight.v1';
const tokenPrefix = 'farsight.token.';

/** Where the calls of a server are. */
export interface CallAddress {
  /** As the user wrote it, without what may be secret. */
  readonly server: string;
  /** The WebSocket of a method. */
  readonly urlOf: (method: string) => string;
}

/**
 * Reads the address of a server's HTTP side: `http://host:5080`, `https://…`, `ws://…` or `wss://…`, or that of the page itself
 * (`location.href`); a path stays.
 *
 * @throws FarsightError INVALID_ARGUMENT
 */
export function parseCallAddress(server: string): CallAddress {
  const url = URL.canParse(server) ? new URL(server) : undefined;
  const protocol = url && protocols[url.protocol];
  if (protocol === undefined || url?.username !== '' || url.password !== '') {
    throw new FarsightError(
      'INVALID_ARGUMENT',
      'Expected a URL (such as "http://127.0.0.1:5080") without user name and password for the server.',
    );
  }
  const origin = `//${url.host}`;
  const base = `${protocol}${origin}${url.pathname}`;
  return {
    server: `${url.protocol}${origin}`,
    urlOf: (method) => new URL(`farsight.v1.Farsight/${method}`, base).href,
  };
}

const protocols: Readonly<Record<string, string>> = {
  'http:': 'ws:',
  'https:': 'wss:',
  'ws:': 'ws:',
  'wss:': 'wss:',
};

/**
 * The sub-protocols to offer. A page cannot set headers of a WebSocket, so the token is one of them, as base64url.
 *
 * @throws FarsightError INVALID_ARGUMENT
 */
export function subProtocols(token: string | undefined): string[] {
  if (token === undefined) return [callProtocol];
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new FarsightError('INVALID_ARGUMENT', 'Expected printable ASCII without spaces for token.');
  }
  const encoded = btoa(token).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return [callProtocol, tokenPrefix + encoded];
}
