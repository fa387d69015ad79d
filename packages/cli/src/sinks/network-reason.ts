const reasons: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted',
  EAI_AGAIN: 'its name cannot be looked up',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was lost',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  ENOTFOUND: 'its name is not known',
  EPIPE: 'the connection was lost',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  ETIMEDOUT: 'it does not answer',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted',
  UND_ERR_SOCKET: 'the connection was lost',
};

/** Why a request did not get through, as the end of a sentence. Never the error's own words: they may have the URL in them. */
export function networkReason(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'it does not answer';
  // The words of the Fetch standard: ports of other protocols, which no browser uses either.
  if (error instanceof Error && error.cause instanceof Error && error.cause.message === 'bad port') {
    return 'its port is one that HTTP clients refuse';
  }
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code = '', errors = [] } = cause as NodeJS.ErrnoException & { errors?: readonly Error[] };
    const reason = reasons[code] ?? reasons[(errors[0] as NodeJS.ErrnoException | undefined)?.code ?? ''];
    if (reason !== undefined) return reason;
  }
  return 'it cannot be reached';
}
