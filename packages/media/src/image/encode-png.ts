import { crc32, deflateSync } from 'node:zlib';
import { FarsightError, bytesPerPixel, type PixelFormat, type PixelFrame } from '@farsight/protocol';
import { filterRow } from '../pixels/paeth-filter.js';
import { swapRedBlue } from '../pixels/swap-red-blue.js';
import { pngSignature } from './headers/png.js';

/** PNG colour types (W3C PNG, table 9). */
const colourTypes: Readonly<Record<PixelFormat, number>> = { gray8: 0, rgb24: 2, bgr24: 2, rgba: 6, bgra: 6 };

/** Number of the filter that predicts a byte from those left, above, and above left of it. */
const paeth = 4;

/** zlib's effort: more takes several times as long for a few percent of a photograph. */
const level = 4;

/**
 * Encodes pixels as a PNG, without loss; alpha is kept. Does not consume the pixels.
 *
 * @throws FarsightError UNSUPPORTED if there are more bytes than one buffer can hold.
 */
export function encodePng(pixels: PixelFrame): Uint8Array {
  const { width, height, format } = pixels;
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8); // bits a sample
  header.setUint8(9, colourTypes[format]);
  const body = deflateSync(filteredRows(pixels), { level });
  return Uint8Array.from(
    Buffer.concat([
      Buffer.from(pngSignature, 'latin1'),
      ...chunk('IHDR', new Uint8Array(header.buffer)),
      ...chunk('IDAT', body),
      ...chunk('IEND', new Uint8Array(0)),
    ]),
  );
}

function chunk(type: string, data: Uint8Array): Uint8Array[] {
  const name = Buffer.from(type, 'latin1');
  return [uint32(data.length), name, data, uint32(crc32(data, crc32(name)))];
}

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function filteredRows({ width, height, format, strideBytes, data }: PixelFrame): Uint8Array {
  const pixel = bytesPerPixel[format];
  const rowBytes = width * pixel;
  const size = (rowBytes + 1) * height;
  if (size >= 2 ** 31) {
    throw new FarsightError(
      'UNSUPPORTED',
      `Pictures of ${width}x${height} are too large to be written as PNG.`,
    );
  }
  const filtered = new Uint8Array(size);
  let above = new Uint8Array(rowBytes);
  let row = new Uint8Array(rowBytes);
  const swapped = format === 'bgr24' || format === 'bgra';
  for (let y = 0; y < height; y++) {
    row.set(data.subarray(y * strideBytes, y * strideBytes + rowBytes));
    if (swapped) swapRedBlue(row, pixel);
    const at = y * (rowBytes + 1);
    filtered[at] = paeth;
    filterRow(row, above, pixel, filtered.subarray(at + 1, at + 1 + rowBytes));
    [row, above] = [above, row];
  }
  return filtered;
}
