import { hasText, littleEndian } from './byte-order.js';
import type { ImageHeader, Orientation } from './image-header.js';
import { exifOrientation } from './tiff.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

const firstChunk = 12;
const chunkHeaderLength = 8;

/**
 * Header of a WebP file: simple lossy (RFC 6386 section 9.1), simple lossless and extended (RFC 9649 sections 2.7, 3.4).
 * Undefined if the bytes are none.
 */
export function readWebpHeader(data: Uint8Array): ImageHeader | undefined {
  if (!hasText(data, 0, 'RIFF') || !hasText(data, 8, 'WEBP')) return undefined;
  const size = readSize(data);
  if (size === undefined || size.width < 1 || size.height < 1) return undefined;
  const extended = hasText(data, firstChunk, 'VP8X');
  return { codec: 'webp', ...size, orientation: extended ? orientationOfChunks(data) : 1 };
}

function readSize(data: Uint8Array): Size | undefined {
  const body = firstChunk + chunkHeaderLength;
  if (body + 10 > data.length) return undefined;
  if (hasText(data, firstChunk, 'VP8X')) {
    return { width: 1 + u24(data, body + 4), height: 1 + u24(data, body + 7) };
  }
  if (hasText(data, firstChunk, 'VP8L') && data[body] === 0x2f) {
    const bits = littleEndian.u32(data, body + 1);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  // A key frame: start code after three bytes of frame tag, then 14 bits of size and 2 of scale each.
  if (hasText(data, firstChunk, 'VP8 ') && hasText(data, body + 3, '\x9d\x01\x2a')) {
    return {
      width: littleEndian.u16(data, body + 6) & 0x3fff,
      height: littleEndian.u16(data, body + 8) & 0x3fff,
    };
  }
  return undefined;
}

function u24(data: Uint8Array, at: number): number {
  return littleEndian.u32(data, at) & 0xff_ffff;
}

function orientationOfChunks(data: Uint8Array): Orientation {
  for (let at = firstChunk; at + chunkHeaderLength <= data.length;) {
    const length = littleEndian.u32(data, at + 4);
    const body = at + chunkHeaderLength;
    if (hasText(data, at, 'EXIF')) {
      // Some writers keep the prefix EXIF has in JPEG files.
      const prefix = hasText(data, body, 'Exif\0\0') ? 6 : 0;
      return exifOrientation(data.subarray(body + prefix, body + length));
    }
    at = body + length + (length & 1);
  }
  return 1;
}
