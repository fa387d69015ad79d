import { readBmpHeader } from './headers/bmp.js';
import type { ImageHeader } from './headers/image-header.js';
import { readJpegHeader } from './headers/jpeg.js';
import { readPngHeader } from './headers/png.js';
import { readTiffHeader } from './headers/tiff.js';
import { readWebpHeader } from './headers/webp.js';

/**
 * Tells format, size and EXIF orientation of a still image from its header, without decoding anything. The first bytes
 * decide, no file name. Never throws.
 *
 * @returns undefined if the bytes are no JPEG, PNG, WebP, BMP or TIFF image, or say that they have no pixels.
 */
export function probeImage(data: Uint8Array): ImageHeader | undefined {
  const header =
    readJpegHeader(data) ??
    readPngHeader(data) ??
    readWebpHeader(data) ??
    readTiffHeader(data) ??
    readBmpHeader(data);
  if (header === undefined) return undefined;
  const { codec, width, height, orientation } = header;
  return { codec, width, height, orientation };
}
