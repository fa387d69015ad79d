/** Bits not written yet, the last one lowest. */
let buffer: u64 = 0;
let count: u32 = 0;
/** Where the next byte goes. */
let at: usize = 0;

/** Goes on at another address. */
export function writeTo(address: usize): void {
  at = address;
}

/** Behind the last byte written. */
export function writtenTo(): usize {
  return at;
}

export function resetBits(): void {
  buffer = 0;
  count = 0;
}

/** Writes the lowest `length` bits of `bits` (the others are 0), 0..32. */
// @ts-ignore: decorator
@inline
export function putBits(bits: u32, length: u32): void {
  buffer = (buffer << <u64>length) | <u64>bits;
  count += length;
  if (count >= 32) putWord();
}

function putWord(): void {
  count -= 32;
  const word = <u32>(buffer >> <u64>count);
  // A byte of ones must be followed by zeros (T.81 B.1.1.5). Bytes of ones are zero in the complement: the usual test.
  const complement = ~word;
  if (((complement - 0x01010101) & ~complement & 0x80808080) == 0) {
    store<u32>(at, bswap<u32>(word));
    at += 4;
  } else {
    for (let shift = 24; shift >= 0; shift -= 8) putByte(<u8>(word >> shift));
  }
}

function putByte(byte: u8): void {
  store<u8>(at++, byte);
  if (byte == 0xff) store<u8>(at++, 0);
}

/** Fills the last byte up with ones. */
export function flushBits(): void {
  const padding = (8 - (count & 7)) & 7;
  buffer = (buffer << <u64>padding) | ((1 << <u64>padding) - 1);
  count += padding;
  while (count > 0) {
    count -= 8;
    putByte(<u8>(buffer >> <u64>count));
  }
}
