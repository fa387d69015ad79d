import { bigEndian, hasText } from './byte-order.js';
import type { ImageHeader, Orientation } from './image-header.js';
import { exifOrientation } from './tiff.js';

/** The first eight bytes of every PNG, one a character. */
export const pngSignature = '\x89PNG\r\n\x1a\n';

/** Length and type before, checksum after the data of a chunk. */
const chunkOverhead = 12;

/** Largest side the format allows: 2^31 - 1. */
const maxSide = 0x7fff_ffff;

/** Header of a PNG file (W3C PNG, third edition, sections 5 and 11). Undefined if the bytes are none. */
export function readPngHeader(data: Uint8Array): ImageHeader | undefined {
  if (!hasText(data, 0, pngSignature) || !hasText(data, 12, 'IHDR')) return undefined;
  const width = bigEndian.u32(data, 16);
  const height = bigEndian.u32(data, 20);
  if (width < 1 || height < 1 || width > maxSide || height > maxSide) return undefined;
  return { codec: 'png', width, height, orientation: orientationOfChunks(data) };
}

function orientationOfChunks(data: Uint8Array): Orientation {
  for (let at = pngSignature.length; at + chunkOverhead <= data.length;) {
    const length = bigEndian.u32(data, at);
    if (hasText(data, at + 4, 'eXIf')) return exifOrientation(data.subarray(at + 8, at + 8 + length));
    at += chunkOverhead + length;
  }
  return 1;
}
