import {
  FarsightError,
  errorOfCode,
  isErrorCode,
  resultFromMessage,
  type ErrorCode,
} from '@farsight/protocol';
import type { farsightV1 } from '@farsight/protocol/wire';
import type { Outcome } from './in-flight.js';

/**
 * What a reply says of its frame.
 *
 * @throws FarsightError INTERNAL if it says nothing
 */
export function outcomeOf({ index, outcome }: farsightV1.FrameReply): Outcome {
  switch (outcome?.$case) {
    case 'result':
      return { result: resultFromMessage(outcome.value) };
    case 'error': {
      const { code, message } = outcome.value;
      const known: ErrorCode = isErrorCode(code) ? code : 'INTERNAL';
      return { error: errorOfCode(known, message) };
    }
    case undefined:
      throw brokenProtocol(`answered frame ${index} with nothing`);
  }
}

/** The error of a server that does what it must not. */
export function brokenProtocol(what: string): FarsightError {
  return new FarsightError('INTERNAL', `The server broke the protocol: it ${what}.`);
}
