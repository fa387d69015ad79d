import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether two secrets are equal, found out in the same time whatever is wrong with the one that was given. Digests are
 * compared, because buffers of different lengths could not be.
 */
export function equalSecrets(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
