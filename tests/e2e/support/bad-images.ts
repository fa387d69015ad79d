import { crc32, deflateSync } from 'node:zlib';

/** A whole, valid PNG of 20000x20000 pixels in black and white: 50 MB unpacked, a thousandth of it as a file. */
export function pngBomb(): Buffer {
  const side = 20_000;
  const rowBytes = 1 + side / 8;
  return png(side, side, deflateSync(Buffer.alloc(rowBytes * side)));
}

/** A PNG that says it has no pixels. */
export function pngOfNothing(): Buffer {
  return png(0, 0, deflateSync(Buffer.alloc(0)));
}

/** The same JPEG, its header saying 0x0. */
export function jpegOfNothing(jpeg: Buffer): Buffer {
  const copy = Buffer.from(jpeg);
  const startOfFrame = copy.findIndex(
    (byte, at) => byte === 0xff && [0xc0, 0xc2].includes(copy[at + 1] ?? 0),
  );
  copy.fill(0, startOfFrame + 5, startOfFrame + 9);
  return copy;
}

/** The same JPEG with everything after its first kilobyte overwritten. */
export function corruptJpeg(jpeg: Buffer): Buffer {
  const copy = Buffer.from(jpeg.subarray(0, 4096));
  for (let at = 200; at < copy.length; at++) copy[at] = (at * 131) % 251;
  return copy;
}

function png(width: number, height: number, data: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8); // 1 bit, gray, deflate, no filter, not interlaced
  const signature = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
