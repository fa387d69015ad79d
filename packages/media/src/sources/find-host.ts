import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { FarsightError } from '@farsight/protocol';
import { within } from './within.js';
import { redactUrl } from './redact-url.js';

/**
 * Checks that the host of a URL has an address, and returns its name. FFmpeg's own look-up could not be cancelled and would
 * not tell an unknown name from a silent server.
 *
 * @throws FarsightError SOURCE_NOT_FOUND, INVALID_ARGUMENT, CANCELLED
 */
export async function findHost(
  url: string,
  timeoutMs: number,
  signal?: AbortSignal,
  resolve: (host: string) => Promise<unknown> = lookup,
): Promise<string> {
  const host = URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : '';
  if (host === '') {
    throw new FarsightError(
      'INVALID_ARGUMENT',
      `Expected a URL with a host for the source but received ${redactUrl(url)}. ` +
        'Write characters like / ? # @ of a password as %2F %3F %23 %40.',
    );
  }
  if (isIP(host) !== 0) return host;
  const unknown = (cause?: unknown): FarsightError =>
    new FarsightError('SOURCE_NOT_FOUND', `There is no host ${host}, or its name cannot be looked up.`, {
      cause,
    });
  try {
    await within(resolve(host), timeoutMs, unknown, signal);
  } catch (error) {
    throw FarsightError.is(error) ? error : unknown(error);
  }
  return host;
}
