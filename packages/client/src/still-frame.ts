import type { CompressedFrame, ImageCodec, Stamp } from '@farsight/protocol';
import { FarsightError } from '@farsight/protocol';

/** First bytes of each format; undefined: any byte. */
const signatures: Readonly<Record<ImageCodec, readonly (number | undefined)[]>> = {
  jpeg: [0xff, 0xd8, 0xff],
  png: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  webp: [0x52, 0x49, 0x46, 0x46, undefined, undefined, undefined, undefined, 0x57, 0x45, 0x42, 0x50],
};

/**
 * Makes a frame of the bytes of a JPEG, PNG or WebP file.
 *
 * @param stamp - default: stream "", index 0, time 0. In a stream, `index` must grow.
 * @throws FarsightError INVALID_FRAME if the bytes begin like none of these
 */
export function stillFrame(data: Uint8Array, stamp: Partial<Stamp> = {}): CompressedFrame {
  const codec = (Object.keys(signatures) as ImageCodec[]).find((key) =>
    signatures[key].every((byte, position) => byte === undefined || byte === data[position]),
  );
  if (codec === undefined) {
    throw new FarsightError(
      'INVALID_FRAME',
      `Expected the bytes of a JPEG, PNG or WebP image but received ${data.length} bytes that are none of these.`,
    );
  }
  return { stamp: { streamId: '', index: 0, ptsUs: 0, ...stamp }, codec, data };
}
