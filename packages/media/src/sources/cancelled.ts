import { FarsightError } from '@farsight/protocol';

/** The error of a source whose signal was aborted. */
export function cancelled(): FarsightError {
  return new FarsightError('CANCELLED', 'The source was cancelled.');
}
