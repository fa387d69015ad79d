import { bigEndian, hasText, littleEndian, type ByteOrder } from './byte-order.js';
import { orientationOf, type ImageHeader, type Orientation } from './image-header.js';

/** Tags of TIFF 6.0 (section 8) that matter here; EXIF uses the same numbers. */
const imageWidth = 256;
const imageLength = 257;
const orientation = 274;

/** Types of a TIFF value: 16 and 32 bits without sign. */
const short = 3;
const long = 4;

function byteOrderOf(data: Uint8Array): ByteOrder | undefined {
  if (hasText(data, 0, 'II*\0')) return littleEndian;
  if (hasText(data, 0, 'MM\0*')) return bigEndian;
  return undefined;
}

/** The single numbers in the first directory of a TIFF structure, by tag; undefined if it is none. */
function readFirstDirectory(data: Uint8Array): Map<number, number> | undefined {
  const order = byteOrderOf(data);
  if (order === undefined) return undefined;
  const start = order.u32(data, 4);
  const count = order.u16(data, start);
  const values = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const entry = start + 2 + 12 * i;
    if (entry + 12 > data.length) break;
    const type = order.u16(data, entry + 2);
    if (order.u32(data, entry + 4) !== 1) continue;
    if (type === short) values.set(order.u16(data, entry), order.u16(data, entry + 8));
    if (type === long) values.set(order.u16(data, entry), order.u32(data, entry + 8));
  }
  return values;
}

/** Orientation out of an EXIF block (a TIFF structure, without the "Exif\0\0" some containers put before it). */
export function exifOrientation(block: Uint8Array): Orientation {
  return orientationOf(readFirstDirectory(block)?.get(orientation) ?? 1);
}

/** Header of a TIFF file: its first page. Undefined if the bytes are none. BigTIFF is not read. */
export function readTiffHeader(data: Uint8Array): ImageHeader | undefined {
  const values = readFirstDirectory(data);
  const width = values?.get(imageWidth) ?? 0;
  const height = values?.get(imageLength) ?? 0;
  if (width < 1 || height < 1) return undefined;
  return { codec: 'tiff', width, height, orientation: orientationOf(values?.get(orientation) ?? 1) };
}
