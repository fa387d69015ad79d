import type { EncodedFrame } from '@farsight/protocol';
import { FarsightError } from '@farsight/protocol';

/** Room for everything in a request that is not the frame's bytes: names, thresholds, layout. */
const overheadBytes = 4096;

/** Why a frame is too large for the client's own limit; undefined if it is not. */
export function tooLargeToSend(frame: EncodedFrame, maxMessageBytes: number): FarsightError | undefined {
  const bytes = frame.data.byteLength + overheadBytes;
  if (bytes <= maxMessageBytes) return undefined;
  return new FarsightError(
    'MESSAGE_TOO_LARGE',
    `Expected a frame of at most ${maxMessageBytes - overheadBytes} bytes (option maxMessageBytes: ${maxMessageBytes}) but received ${frame.data.byteLength}. Compress or shrink it, or raise maxMessageBytes.`,
  );
}
