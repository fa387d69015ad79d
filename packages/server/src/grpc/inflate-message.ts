import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { FarsightError } from '@farsight/protocol';
import { messageTooLarge } from './message-framing.js';

const inflaters = { gzip: promisify(gunzip), deflate: promisify(inflate) };

/**
 * Inflates a message that its sender compressed (`grpc-encoding`), never beyond `maxBytes`. Runs in the thread pool.
 *
 * @throws FarsightError UNSUPPORTED, MESSAGE_TOO_LARGE, INVALID_ARGUMENT
 */
export async function inflateMessage(
  data: Uint8Array,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  if (encoding !== 'gzip' && encoding !== 'deflate') {
    throw new FarsightError(
      'UNSUPPORTED',
      `Expected messages compressed with gzip or deflate but received another "grpc-encoding".`,
    );
  }
  try {
    return await inflaters[encoding](data, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof RangeError) throw messageTooLarge(maxBytes);
    throw new FarsightError('INVALID_ARGUMENT', `The message is not valid ${encoding} data.`, {
      cause: error,
    });
  }
}
