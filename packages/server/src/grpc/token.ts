import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Makes a check for `authorization: Bearer TOKEN` that takes the same time whatever is wrong with what it is given.
 * Digests are compared, because buffers of different lengths could not be.
 */
export function tokenCheck(token: string): (authorization: string | undefined) => boolean {
  const expected = digest(`Bearer ${token}`);
  return (authorization) => timingSafeEqual(digest(authorization ?? ''), expected);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
