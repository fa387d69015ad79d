/** Why a request failed, in words, and whether it may go better next time. */
export interface NetworkFailure {
  readonly reason: string;
  readonly isTransient: boolean;
}

/** Codes of Node's and undici's errors (https://nodejs.org/api/errors.html, undici `lib/core/errors.js`). */
const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: "the server's name is not known (is there a network?)",
  EAI_AGAIN: "the server's name cannot be looked up (is there a network?)",
  ECONNREFUSED: 'the server refuses connections',
  ECONNRESET: 'the connection broke',
  EPIPE: 'the connection broke',
  UND_ERR_SOCKET: 'the connection broke',
  ENETUNREACH: 'there is no way to the server (is there a network?)',
  EHOSTUNREACH: 'there is no way to the server (is there a network?)',
  ETIMEDOUT: 'the server does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'the server does not answer',
  UND_ERR_HEADERS_TIMEOUT: 'the server does not answer',
  UND_ERR_BODY_TIMEOUT: 'the server stopped sending',
};

/** Explains an error of `fetch`, whose own text is only "fetch failed" or "terminated". */
export function networkFailure(error: unknown): NetworkFailure {
  const codes = [...codesOf(error)];
  const known = codes.map((code) => reasons[code]).find((reason) => reason !== undefined);
  if (known !== undefined) return { reason: known, isTransient: true };
  if (codes.some((code) => /CERT|SIGNATURE|ALTNAME|SSL|TLS/.test(code))) {
    return { reason: "the server's certificate is not trusted", isTransient: false };
  }
  return { reason: 'the connection failed', isTransient: true };
}

/** Codes of an error, of its causes, and of the attempts that were made side by side for several addresses. */
function* codesOf(error: unknown, depth = 0): Generator<string, void, undefined> {
  if (!(error instanceof Error) || depth > 5) return;
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string') yield code;
  yield* codesOf(error.cause, depth + 1);
  if (error instanceof AggregateError) for (const each of error.errors) yield* codesOf(each, depth + 1);
}
