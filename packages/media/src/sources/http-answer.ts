import { FarsightError } from '@farsight/protocol';
import { LastingError } from '../lasting-error.js';
import { redactUrl } from './redact-url.js';
import { within } from './within.js';

/** The answer of a web server, its body still to be read. */
export interface HttpAnswer {
  /** Where the answer came from, after redirections; with the user name and password only if it is the same server. */
  readonly url: string;
  /** Lower case, with parameters; empty where the server does not say. */
  readonly contentType: string;
  /** Bytes of the body, where the server says. */
  readonly contentLength: number | undefined;
  /** The body; each chunk must come within the time-out. Once. */
  chunks(signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined>;
  /** Closes the connection. Safe at any time. */
  close(): void;
}

/** Statuses that asking again does not change. */
const lastingReasons: Readonly<Record<number, string>> = {
  401: 'user name or password were not accepted',
  403: 'access was refused',
  404: 'there is nothing at this address',
  410: 'there is nothing at this address any more',
};

/** How {@link askServer} asks. */
export interface AskOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Asked before a redirection is followed; throws what the asking is to fail with. Default: all are followed. */
  readonly checkRedirect?: ((url: string) => Promise<void>) | undefined;
}

/** As many as `fetch` follows by itself. */
const mostRedirects = 20;

/**
 * Asks a web server for a URL. Node's own client does it rather than FFmpeg's, because it checks certificates, follows
 * redirections safely and can be cancelled.
 *
 * @throws FarsightError SOURCE_NOT_FOUND if there is no such host or page; SOURCE_FAILED; CANCELLED; what `checkRedirect` threw.
 */
export async function askServer(url: string, options: AskOptions): Promise<HttpAnswer> {
  const { timeoutMs, signal, checkRedirect } = options;
  const shown = redactUrl(url);
  const { target, authorization } = splitCredentials(url, shown);
  const abort = new AbortController();
  const silent = (): FarsightError =>
    new FarsightError('SOURCE_FAILED', `${shown} did not answer for ${timeoutMs / 1000} s.`);
  try {
    const headers = authorization === undefined ? {} : { authorization };
    const asked =
      checkRedirect === undefined
        ? fetch(target, { headers, signal: abort.signal, redirect: 'follow' })
        : askStepwise(target, headers, abort.signal, checkRedirect);
    const response = await within(asked, timeoutMs, silent, signal);
    checkAnswer(response, shown);
    return answerOf(response, url, { abort, timeoutMs, silent, shown });
  } catch (error) {
    abort.abort();
    throw connectionError(error, shown);
  }
}

/** Follows redirections one by one, each only if it may be. User name and password stay with the server they are for. */
async function askStepwise(
  target: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
  checkRedirect: (url: string) => Promise<void>,
): Promise<Response> {
  let at = target;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const sent = at.origin === target.origin ? headers : {};
    const response = await fetch(at, { headers: sent, signal, redirect: 'manual' });
    const location = response.headers.get('location');
    if (location === null || !redirections.includes(response.status)) return response;
    await response.body?.cancel();
    at = new URL(location, at);
    await checkRedirect(at.href);
  }
  throw new FarsightError('SOURCE_FAILED', `${redactUrl(target.href)} redirects again and again.`);
}

/** Statuses that have a `location` to go to: https://fetch.spec.whatwg.org/#redirect-status */
const redirections = [301, 302, 303, 307, 308];

interface Connection {
  readonly abort: AbortController;
  readonly timeoutMs: number;
  readonly silent: () => FarsightError;
  readonly shown: string;
}

function answerOf(response: Response, asked: string, connection: Connection): HttpAnswer {
  const length = response.headers.get('content-length');
  return {
    url: withCredentials(response.url, asked),
    contentType: (response.headers.get('content-type') ?? '').toLowerCase(),
    contentLength: length === null ? undefined : Number(length),
    chunks: (signal) => readBody(response, connection, signal),
    close: () => connection.abort.abort(),
  };
}

async function* readBody(
  response: Response,
  { abort, timeoutMs, silent, shown }: Connection,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const chunk = await within(reader.read(), timeoutMs, silent, signal);
      if (chunk.done) return;
      yield chunk.value;
    }
  } catch (error) {
    throw FarsightError.is(error)
      ? error
      : new FarsightError('SOURCE_FAILED', `The connection to ${shown} broke.`, { cause: error });
  } finally {
    abort.abort();
  }
}

/** `fetch` refuses URLs with a user name; it takes them as a header. */
function splitCredentials(url: string, shown: string): { target: URL; authorization: string | undefined } {
  if (!URL.canParse(url)) {
    throw new FarsightError('INVALID_ARGUMENT', `Expected a URL for the source but received ${shown}.`);
  }
  const target = new URL(url);
  const { username, password } = target;
  target.username = '';
  target.password = '';
  if (username === '' && password === '') return { target, authorization: undefined };
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { target, authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function withCredentials(final: string, asked: string): string {
  const [to, from] = [new URL(final), new URL(asked)];
  if (to.host !== from.host || to.protocol !== from.protocol) return final;
  to.username = from.username;
  to.password = from.password;
  return to.href;
}

function checkAnswer({ ok, status }: Response, shown: string): void {
  if (ok) return;
  const code = status === 404 || status === 410 ? 'SOURCE_NOT_FOUND' : 'SOURCE_FAILED';
  const reason = lastingReasons[status];
  if (reason !== undefined) throw new LastingError(code, `Could not open ${shown}: ${reason}.`);
  throw new FarsightError(code, `Could not open ${shown}: status ${status}.`);
}

const unknownHost = ['ENOTFOUND', 'EAI_AGAIN'];

function connectionError(error: unknown, shown: string): FarsightError {
  if (FarsightError.is(error)) return error;
  const code = codeOf(error);
  if (unknownHost.includes(code)) {
    return new FarsightError(
      'SOURCE_NOT_FOUND',
      `There is no host for ${shown}, or its name cannot be looked up.`,
      {
        cause: error,
      },
    );
  }
  const reason = code === '' ? 'the connection failed' : `the connection failed (${code})`;
  return new FarsightError('SOURCE_FAILED', `Could not open ${shown}: ${reason}.`, { cause: error });
}

/** The system's code of a failed fetch, which lies some causes deep. */
function codeOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as NodeJS.ErrnoException;
    if (typeof code === 'string') return code;
  }
  return '';
}
