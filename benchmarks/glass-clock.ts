import type { PixelFrame } from '@farsight/protocol';

/** As `python/glass_camera.py` draws them. */
const blockPixels = 16;
const blocksPerRow = 24;
const timeBits = 32;
const bits = 48;
/** Pixels at the edges of a block that its neighbours may have bled into. */
const margin = 4;

/** Milliseconds of CLOCK_MONOTONIC, which other programs of the machine see too; 32 bits of them. */
export function clockMs(): number {
  return Number(BigInt.asUintN(32, process.hrtime.bigint() / 1_000_000n));
}

/** Milliseconds from one reading of the clock to a later one. */
export function elapsedMs(fromMs: number, toMs: number): number {
  return (toMs - fromMs) >>> 0;
}

/**
 * Reads the time that a picture of the clock's camera shows.
 *
 * @param frame - rgb24, of the camera's own size
 * @returns milliseconds, or undefined where the check bits do not fit
 */
export function readClock(frame: PixelFrame): number | undefined {
  const bytes = new Uint8Array(bits / 8);
  for (let bit = 0; bit < bits; bit++)
    if (isWhite(frame, bit)) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  const view = new DataView(bytes.buffer);
  return crc16(bytes.subarray(0, timeBits / 8)) === view.getUint16(timeBits / 8)
    ? view.getUint32(0)
    : undefined;
}

function isWhite({ data, strideBytes }: PixelFrame, bit: number): boolean {
  const left = (bit % blocksPerRow) * blockPixels;
  const top = Math.floor(bit / blocksPerRow) * blockPixels;
  const side = blockPixels - 2 * margin;
  let sum = 0;
  for (let y = top + margin; y < top + margin + side; y++)
    for (let x = left + margin; x < left + margin + side; x++) sum += data[y * strideBytes + 3 * x] ?? 0;
  return sum > 127 * side * side;
}

/** CRC-16 with the polynomial of CCITT, from 0: Python's `binascii.crc_hqx`. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let i = 0; i < 8; i++) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return crc;
}
