import { FarsightError } from '../domain/errors.js';
import { rotations, type VideoConfig } from '../domain/video-config.js';
import type { VideoConfig as VideoConfigMessage } from '../gen/farsight/v1/farsight.js';

/** Domain -> message. The bytes of the description are shared, not copied. */
export function videoConfigToMessage(config: VideoConfig): VideoConfigMessage {
  const { codec, description, codedWidth, codedHeight, rotation, flip } = config;
  return {
    codec,
    description: description ?? new Uint8Array(),
    codedWidth: codedWidth ?? 0,
    codedHeight: codedHeight ?? 0,
    rotation: rotation ?? 0,
    flip: flip ?? false,
  };
}

/** Names of formats are short; longer ones are not worth repeating in a message. */
const maxCodecLength = 64;

/**
 * Message -> domain. What is left out in the message is left out here. The bytes of the description are shared, not copied.
 *
 * @throws FarsightError INVALID_FRAME if it cannot be the configuration of a video.
 */
export function videoConfigFromMessage(message: VideoConfigMessage): VideoConfig {
  const { codec, description, codedWidth, codedHeight, flip } = message;
  if (codec === '' || codec.length > maxCodecLength) {
    throw new FarsightError(
      'INVALID_FRAME',
      `Expected 1..${maxCodecLength} characters for the codec of a video but received ${codec.length}.`,
    );
  }
  const rotation = rotations.find((degrees) => degrees === message.rotation);
  if (rotation === undefined) {
    throw new FarsightError(
      'INVALID_FRAME',
      `Expected ${rotations.join(', ')} for the rotation of a video but received ${message.rotation}.`,
    );
  }
  return {
    codec,
    ...(description.length > 0 && { description }),
    ...(codedWidth > 0 && { codedWidth }),
    ...(codedHeight > 0 && { codedHeight }),
    ...(rotation !== 0 && { rotation }),
    ...(flip && { flip }),
  };
}
