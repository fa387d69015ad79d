import { FarsightError } from '@farsight/client';
import { version } from '../version.js';
import { systemClock, type Clock } from './clock.js';
import { decodedPart } from './decoded-part.js';
import { networkReason } from './network-reason.js';
import { retryAfterMs } from './retry-after.js';
import type { Delivery, Transport } from './transport.js';

/** Bytes of an answer that are read, so that the connection can be used again. */
const mostAnswerBytes = 65_536;

/** Posts lines to a URL as `application/x-ndjson`. Follows no redirects: they would take headers to strangers. */
export class Webhook implements Transport {
  readonly name: string;
  readonly #url: URL;
  readonly #headers: Headers;
  readonly #clock: Clock;

  /**
   * @param url - user name and password in it become an `Authorization` header
   * @param headers - more headers, as `Name: value`
   * @throws FarsightError INVALID_ARGUMENT if a header, user name or password makes no sense
   */
  constructor(url: URL, headers: readonly string[] = [], clock = systemClock) {
    // Paths and queries of webhooks are often all the secret there is.
    this.name = `${url.protocol}//${url.host}`;
    this.#headers = new Headers({
      'content-type': 'application/x-ndjson',
      'user-agent': `farsight/${version}`,
      ...basicAuthorization(url),
    });
    for (const header of headers) setHeader(this.#headers, header);
    this.#url = new URL(url);
    this.#url.username = '';
    this.#url.password = '';
    this.#clock = clock;
  }

  async deliver(lines: readonly string[], signal: AbortSignal): Promise<Delivery> {
    try {
      const headers = this.#headers;
      const body = lines.join('');
      const response = await fetch(this.#url, { method: 'POST', headers, body, redirect: 'manual', signal });
      await readAway(response);
      return this.#judge(response);
    } catch (error) {
      return { outcome: 'again', reason: networkReason(error, signal) };
    }
  }

  #judge({ ok, status, headers }: Response): Delivery {
    if (ok) return { outcome: 'delivered' };
    if (status === 413) return { outcome: 'too-large' };
    const reason = `it answered ${status}`;
    const passing = status >= 500 || status === 429 || status === 408;
    if (!passing) return { outcome: 'refused', reason };
    return {
      outcome: 'again',
      reason,
      afterMs: retryAfterMs(headers.get('retry-after'), this.#clock.dateMs()),
    };
  }

  close(): void {
    // Idle connections do not keep the process.
  }
}

function basicAuthorization({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const user = `${decodedPart(username)}:${decodedPart(password)}`;
  return { authorization: `Basic ${Buffer.from(user).toString('base64')}` };
}

function setHeader(headers: Headers, text: string): void {
  const colon = text.indexOf(':');
  try {
    if (colon < 1) throw new TypeError('There is no name.');
    headers.set(text.slice(0, colon).trim(), text.slice(colon + 1).trim());
  } catch {
    // Without its value, which may be a secret.
    const name = colon < 1 ? 'one without a colon' : text.slice(0, colon);
    throw new FarsightError(
      'INVALID_ARGUMENT',
      `Expected "Name: value" for --sink-header but received ${name}.`,
    );
  }
}

async function readAway({ body }: Response): Promise<void> {
  let bytes = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > mostAnswerBytes) return;
  }
}
