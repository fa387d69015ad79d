import { isIP } from 'node:net';
import { FarsightError } from '@farsight/protocol';

/** Schemes of sources that are somewhere else, each with its port. */
const defaultPorts: Readonly<Record<string, number>> = {
  'rtsp:': 554,
  'rtsps:': 322,
  'http:': 80,
  'https:': 443,
};

/** Where a URL leads. */
export interface UrlTarget {
  /** With its colon. */
  readonly scheme: string;
  /** Lower case, IPv6 addresses without brackets. */
  readonly host: string;
  readonly port: number;
}

/** URLs that may be opened. */
export interface UrlRule {
  /** Whether the rule names addresses, rather than names that somebody else resolves. */
  readonly namesAddresses: boolean;
  allows(target: UrlTarget): boolean;
}

/** Names and addresses, nothing that two readers of URLs could read differently. */
const plainHost = /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])$/;

/** Where a URL leads; undefined for anything but a plain URL, without a password, of a scheme that sources have. */
export function urlTarget(url: URL): UrlTarget | undefined {
  // Passwords are the operator's business: a client could try many.
  if (url.username !== '' || url.password !== '') return undefined;
  const scheme = url.protocol;
  const hostname = url.hostname.toLowerCase();
  const defaultPort = defaultPorts[scheme];
  if (defaultPort === undefined || !plainHost.test(hostname)) return undefined;
  const port = url.port === '' ? defaultPort : Number(url.port);
  return { scheme, host: hostname.replace(/^\[|\]$/g, ''), port };
}

const pattern = /^([a-z]+:)\/\/([a-z0-9_.*-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}|\*))?\/?$/;

/**
 * A rule of its pattern, `scheme://host[:port]`. In the host, `*` stands for characters other than dots; in one of digits and
 * dots for digits; a host of `*` alone is any. Without a port only the scheme's own is meant; `*` is any.
 *
 * @throws FarsightError INVALID_ARGUMENT
 */
export function parseUrlRule(text: string): UrlRule {
  const [, scheme = '', host = '', portText] = pattern.exec(text.toLowerCase()) ?? [];
  const defaultPort = defaultPorts[scheme];
  const port = portText === undefined ? defaultPort : Number(portText);
  if (defaultPort === undefined || (portText !== '*' && !(Number(port) >= 1 && Number(port) <= 65_535))) {
    throw new FarsightError(
      'INVALID_ARGUMENT',
      `Expected a folder, or scheme://host[:port] with a scheme of ${Object.keys(defaultPorts).join(' ')}, for an allowed source but received ${withoutSecrets(text)}.`,
    );
  }
  const bare = host.replace(/^\[|\]$/g, '');
  const isNumeric = /^[0-9.*]+$/.test(bare) && /\d/.test(bare);
  const hostPattern = hostGlob(canonical(bare), isNumeric ? '[0-9]+' : '[^.]*');
  return {
    namesAddresses: isNumeric || isIP(bare) !== 0 || bare === 'localhost',
    allows: (target) =>
      target.scheme === scheme && hostPattern.test(target.host) && (portText === '*' || target.port === port),
  };
}

/** URLs write IPv6 addresses in one way only; patterns may write them in any. */
function canonical(host: string): string {
  return isIP(host) === 6 ? new URL(`http://[${host}]`).hostname.slice(1, -1) : host;
}

function hostGlob(glob: string, star: string): RegExp {
  if (glob === '*') return /^/;
  const parts = glob.split('*').map((part) => part.replaceAll('.', '\\.'));
  return new RegExp(`^${parts.join(star)}$`);
}

/** Operators paste URLs with passwords. */
function withoutSecrets(text: string): string {
  return JSON.stringify(text.replace(/\/\/.*@/, '//***@'));
}
