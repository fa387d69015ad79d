import { FarsightError } from '@farsight/protocol';

/** Why a source cannot be opened that would be the same however often one tried: a wrong password, an unknown codec. */
export class LastingError extends FarsightError {}

/** Whether a source that could not be opened because of `error` may be open to the next attempt. */
export function mayPass(error: unknown): error is FarsightError {
  if (!FarsightError.is(error) || error instanceof LastingError) return false;
  return error.code === 'SOURCE_FAILED' || error.code === 'SOURCE_NOT_FOUND';
}
