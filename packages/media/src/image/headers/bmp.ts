import { hasText, littleEndian } from './byte-order.js';
import type { ImageHeader } from './image-header.js';

/** Length of the OS/2 1.x information header, the only one with 16-bit sides. */
const coreHeaderLength = 12;

/** Header of a BMP file. Undefined if the bytes are none. */
export function readBmpHeader(data: Uint8Array): ImageHeader | undefined {
  if (!hasText(data, 0, 'BM')) return undefined;
  const headerLength = littleEndian.u32(data, 14);
  if (headerLength < coreHeaderLength) return undefined;
  const core = headerLength === coreHeaderLength;
  const width = core ? littleEndian.u16(data, 18) : littleEndian.u32(data, 18) | 0;
  // A negative height means rows from the top.
  const height = core ? littleEndian.u16(data, 20) : Math.abs(littleEndian.u32(data, 22) | 0);
  if (width < 1 || height < 1) return undefined;
  return { codec: 'bmp', width, height, orientation: 1 };
}
