import { FarsightError, type PixelFormat, type PixelFrame } from '@farsight/protocol';
import { encoderKernel, type EncoderKernel } from './encoder-kernel.js';
import { jpegHeader, type EncodedPicture } from './jpeg-header.js';
import { quantisationSteps } from './quantisation-steps.js';
import { standardHuffmanTables } from './standard-huffman.js';

/** How a JPEG is written. */
export interface JpegOptions {
  /** 1..100, whole, as libjpeg counts: 75 is good, from 90 on hardly anything is lost. */
  readonly quality: number;
  /** Colour at half the width and height (the default), or in full. */
  readonly subsampling?: '4:2:0' | '4:4:4';
}

/** Longest side a JPEG can have. */
const maxSide = 65_535;

/** Bytes of a pixel, and where red, green and blue are. */
const pixelLayouts: Readonly<
  Record<PixelFormat, readonly [bytes: number, red: number, green: number, blue: number]>
> = {
  rgb24: [3, 0, 1, 2],
  bgr24: [3, 2, 1, 0],
  rgba: [4, 0, 1, 2],
  bgra: [4, 2, 1, 0],
  gray8: [1, 0, 0, 0],
};

/** More than a block's codes can take: 64 of 27 bits, each byte of ones followed by one of zeros. */
const maxBlockBytes = 512;

/** How far the kernel's loads of 16 bytes may go past the pixels. */
const slack = 64;

const endOfImage = Uint8Array.of(0xff, 0xd9);

/**
 * Encodes pixels as a baseline JPEG (JFIF: full-range BT.601), byte for byte as libjpeg-turbo does with its usual settings
 * ("slow integer" DCT, standard Huffman tables), and so OpenCV. Alpha is dropped. Does not consume the pixels.
 *
 * @throws FarsightError INVALID_ARGUMENT if the quality is out of range; UNSUPPORTED if a side is longer than 65,535.
 */
export function encodeJpeg(pixels: PixelFrame, { quality, subsampling = '4:2:0' }: JpegOptions): Uint8Array {
  const { width, height, format } = pixels;
  if (!(Number.isInteger(quality) && quality >= 1 && quality <= 100)) {
    const message = `Expected a whole number from 1 to 100 for the JPEG quality but received ${quality}.`;
    throw new FarsightError('INVALID_ARGUMENT', message);
  }
  if (width > maxSide || height > maxSide) {
    throw new FarsightError('UNSUPPORTED', `JPEG cannot hold pictures of ${width}x${height}.`);
  }
  const grey = format === 'gray8';
  const picture: EncodedPicture = {
    width,
    height,
    components: grey ? 1 : 3,
    factor: !grey && subsampling === '4:2:0' ? 2 : 1,
    steps: quantisationSteps(quality).slice(0, grey ? 1 : 2),
  };
  return encoderKernel.lend((kernel) => {
    defineTables(kernel, picture);
    return concatenate([jpegHeader(picture), ...encodeRows(kernel, pixels, picture), endOfImage]);
  });
}

function defineTables(kernel: EncoderKernel, { steps }: EncodedPicture): void {
  const { calls } = kernel;
  const scratch = kernel.reserve(512);
  steps.forEach((table, slot) => {
    kernel.bytes.set(new Uint8Array(table.buffer), scratch);
    calls.defineQuantiser(slot, scratch);
  });
  for (const { tableClass, slot, definition } of standardHuffmanTables) {
    kernel.bytes.set(definition, scratch);
    calls.defineCodes(slot * 2 + tableClass, scratch, scratch + 16);
  }
}

/** The entropy-coded data, row of MCUs by row of MCUs: so the kernel needs memory for one. */
function encodeRows(
  kernel: EncoderKernel,
  { data, strideBytes, format }: PixelFrame,
  { width, height, components, factor }: EncodedPicture,
): Uint8Array[] {
  const { calls } = kernel;
  const [bytesPerPixel, ...offsets] = pixelLayouts[format];
  const rowsOfMcu = 8 * factor;
  const rowBytes = width * bytesPerPixel;
  const blocksOfRow = Math.ceil(width / rowsOfMcu) * (factor * factor + components - 1);
  const workspace = kernel.reserve(72 * (width + slack));
  const input = kernel.reserve(rowsOfMcu * rowBytes + slack);
  const output = kernel.reserve(blocksOfRow * maxBlockBytes + slack);
  if (components === 3) calls.definePixels(bytesPerPixel, ...offsets);
  calls.startPicture(width, height, components, factor, workspace);
  const { bytes } = kernel;
  return Array.from({ length: Math.ceil(height / rowsOfMcu) }, (_, mcuRow) => {
    const first = mcuRow * rowsOfMcu;
    const rows = Math.min(rowsOfMcu, height - first);
    for (let y = 0; y < rows; y++) {
      const start = (first + y) * strideBytes;
      bytes.set(data.subarray(start, start + rowBytes), input + y * rowBytes);
    }
    return bytes.slice(output, calls.encodeMcuRow(mcuRow, input, rowBytes, rows, output));
  });
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
