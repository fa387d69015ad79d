import { FarsightError } from '@farsight/protocol';

/**
 * The message that bytes from a client are.
 *
 * @throws FarsightError INVALID_ARGUMENT if they are none
 */
export function decodeRequest<T>(type: { decode(bytes: Uint8Array): T }, bytes: Uint8Array): T {
  try {
    return type.decode(bytes);
  } catch (error) {
    throw new FarsightError('INVALID_ARGUMENT', 'The request is not a valid message of its type.', {
      cause: error,
    });
  }
}
