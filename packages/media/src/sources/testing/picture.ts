import { encodePng } from '../../image/encode-png.js';
import { encodeJpeg } from '../../image/jpeg/encode-jpeg.js';
import { allocatePixels } from '../../pixels/pixel-memory.js';

/** A small picture as JPEG; `seed` varies it. */
export function jpegPicture(width = 32, height = 24, seed = 0): Uint8Array {
  return encoded(width, height, seed, (pixels) => encodeJpeg(pixels, { quality: 90 }));
}

/** A small picture as PNG; `seed` varies it. */
export function pngPicture(width = 32, height = 24, seed = 0): Uint8Array {
  return encoded(width, height, seed, encodePng);
}

function encoded(
  width: number,
  height: number,
  seed: number,
  encode: (pixels: ReturnType<typeof allocatePixels>) => Uint8Array,
): Uint8Array {
  using pixels = allocatePixels(width, height, 'rgb24');
  pixels.data.forEach((_, i) => (pixels.data[i] = (i * (seed + 1)) % 251));
  return new Uint8Array(encode(pixels));
}

/** A 24-bit BMP of one colour. */
export function bmpPicture(width: number, height: number, [red, green, blue]: readonly number[]): Uint8Array {
  const stride = Math.ceil((3 * width) / 4) * 4;
  const file = Buffer.alloc(54 + stride * height);
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) file.set([blue ?? 0, green ?? 0, red ?? 0], 54 + y * stride + 3 * x);
  }
  return file;
}
