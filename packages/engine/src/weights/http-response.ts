/** Where the bytes of a response belong. */
export interface Placement {
  /** Position of the first byte that comes. */
  readonly offset: number;
  /** Size of the whole file, if the server says. */
  readonly totalBytes: number | undefined;
}

/** Answers that may be different a moment later (RFC 9110 section 15, RFC 6585 section 4). */
export function isTransientStatus(status: number): boolean {
  return [408, 425, 429, 500, 502, 503, 504].includes(status);
}

/**
 * Reads from a 200 or 206 response where its bytes belong (RFC 9110 section 14.4). Undefined if a 206 is not the rest
 * that was asked for.
 */
export function placementOf(response: Response, requestedOffset: number): Placement | undefined {
  if (response.status !== 206) return { offset: 0, totalBytes: contentLength(response) };
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
  if (match?.[1] === undefined || Number(match[1]) !== requestedOffset) return undefined;
  return { offset: requestedOffset, totalBytes: match[3] === '*' ? undefined : Number(match[3]) };
}

/** Size of the whole file, as a 416 response gives it. */
export function sizeFromUnsatisfied(response: Response): number | undefined {
  const match = /^bytes \*\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** What may be sent as If-Range: a strong ETag, else the date (RFC 9110 section 13.1.5). */
export function validatorTag(response: Response): string | undefined {
  const etag = response.headers.get('etag');
  if (etag !== null && !etag.startsWith('W/')) return etag;
  return response.headers.get('last-modified') ?? undefined;
}

function contentLength(response: Response): number | undefined {
  // Of a compressed body it is the compressed length.
  if (response.headers.has('content-encoding')) return undefined;
  const text = response.headers.get('content-length');
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}
