/** Nobody is waited for longer, in milliseconds. */
const longestMs = 300_000;

/**
 * The header `Retry-After` (RFC 9110, 10.2.3) in milliseconds from now: seconds or a date; undefined where it is absent or
 * makes no sense.
 */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  const ms = /^\d+$/.test(text) ? 1000 * Number(text) : Date.parse(text) - nowMs;
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), longestMs) : undefined;
}
