import { equalSecrets } from '../secrets.js';

/** Makes a check for `authorization: Bearer TOKEN`. */
export function tokenCheck(token: string): (authorization: string | undefined) => boolean {
  const expected = `Bearer ${token}`;
  return (authorization) => equalSecrets(authorization ?? '', expected);
}
