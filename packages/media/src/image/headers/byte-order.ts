/**
 * Reads of numbers out of untrusted bytes. What lies beyond the end reads as 0, so that no header, however cut, can
 * make a parser throw; every parser refuses sizes of 0.
 */
export interface ByteOrder {
  u16(data: Uint8Array, at: number): number;
  u32(data: Uint8Array, at: number): number;
}

function byte(data: Uint8Array, at: number): number {
  return data[at] ?? 0;
}

/** Most significant byte first. */
export const bigEndian: ByteOrder = {
  u16: (data, at) => byte(data, at) * 0x100 + byte(data, at + 1),
  u32: (data, at) => bigEndian.u16(data, at) * 0x10000 + bigEndian.u16(data, at + 2),
};

/** Least significant byte first. */
export const littleEndian: ByteOrder = {
  u16: (data, at) => byte(data, at) + byte(data, at + 1) * 0x100,
  u32: (data, at) => littleEndian.u16(data, at) + littleEndian.u16(data, at + 2) * 0x10000,
};

/** Whether the characters of `text` stand at `at`. */
export function hasText(data: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (data[at + i] !== text.charCodeAt(i)) return false;
  }
  return true;
}
