import { FarsightError } from '@farsight/protocol';

/** Why a server that stops takes no call, and ends those that it has. */
export function shuttingDown(): FarsightError {
  return new FarsightError('SHUTTING_DOWN', 'The server is stopping; connect again later.');
}

/** Why a call is one too many. */
export function limitExceeded(name: string, value: number): FarsightError {
  return new FarsightError(
    'LIMIT_EXCEEDED',
    `Expected at most ${value} (limit ${name}) at a time; close some or raise the server's limit.`,
  );
}

/** Why a call without the right token is not served; `how` says where it belongs. */
export function tokenWanted(how: string): FarsightError {
  return new FarsightError(
    'UNAUTHENTICATED',
    `This server wants a token: send the one it was started with (${how}).`,
  );
}

/** Why nothing serves a path. */
export function noSuchMethod(path: string): FarsightError {
  return new FarsightError('UNSUPPORTED', `This server has no method ${path.slice(0, 200)}.`);
}
