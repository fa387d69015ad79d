/**
 * The bits of one entropy-coded segment (from a scan's header or restart marker to the next marker). `openSegment` copies
 * them without their stuffed zero bytes and backwards: the byte that comes next lies at the highest address, so that a
 * plain little-endian load of 64 bits has the next bit on top.
 */

/** Bits not consumed yet, the next one on top. */
export let bitBuffer: u64 = 0;
/** How many bits of `bitBuffer` count. */
export let bitCount: u64 = 0;
/** Just above the next byte to load. */
export let bitsAt: usize = 0;

let segmentEnd: usize = 0;

/** Bytes of the file: what is left to read of it. */
let source: usize = 0;
let sourceEnd: usize = 0;
/** Where segments are copied to, backwards from here. */
let copyTop: usize = 0;

/** Keeps the state of a reader that worked on copies of the three variables. */
// @ts-ignore: decorator
@inline
export function saveBits(buffer: u64, count: u64, at: usize): void {
  bitBuffer = buffer;
  bitCount = count;
  bitsAt = at;
}

/**
 * Sets the reader on the first segment of a scan. `top` is the upper end of an area as large as the segment and 2 KB;
 * 16 bytes after `end` must be readable.
 */
export function openScan(start: usize, end: usize, top: usize): void {
  source = start;
  sourceEnd = end;
  copyTop = top;
  openSegment();
}

/** Where reading stopped: at the marker that ended the last segment, or the end of the file. */
export function sourcePosition(): usize {
  return source;
}

function openSegment(): void {
  segmentEnd = copyUntilMarker();
  saveBits(0, 0, copyTop);
}

/** Copies up to the next marker; the lowest address written, exact. */
function copyUntilMarker(): usize {
  const ff = i8x16.splat(-1);
  let from = source;
  let to = copyTop;
  while (from < sourceEnd) {
    const bytes = v128.load(from);
    // prettier-ignore
    v128.store(to - 16, i8x16.shuffle(bytes, bytes, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
    const mask = i8x16.bitmask(i8x16.eq(bytes, ff));
    if (mask == 0) {
      from += 16;
      to -= 16;
      continue;
    }
    const plain = <usize>ctz(mask);
    from += plain;
    to -= plain;
    if (from >= sourceEnd) break; // what follows is not of this file
    const next = from + 1 < sourceEnd ? load<u8>(from + 1) : 0xd9;
    if (next == 0) {
      to -= 1;
      store<u8>(to, 0xff);
      from += 2;
    } else if (next == 0xff) {
      from += 1;
    } else {
      source = from;
      return to;
    }
  }
  source = sourceEnd;
  // The last load may have gone past the end of the file.
  return to + (from - sourceEnd);
}

/** Whether more bits were taken than the segment has. */
// @ts-ignore: decorator
@inline
export function isOverrun(): bool {
  return <i64>(bitsAt + (<usize>bitCount >> 3)) < <i64>segmentEnd;
}

/** Goes on behind the restart marker RST`n`; false if it is not there. */
export function nextSegment(n: i32): bool {
  if (source + 1 >= sourceEnd || load<u8>(source + 1) != <u8>(0xd0 + n)) return false;
  source += 2;
  openSegment();
  return true;
}

/** Takes `n` bits, 1..16. */
export function takeBits(n: u64): u32 {
  let buffer = bitBuffer;
  let count = bitCount;
  let at = bitsAt;
  if (count < 16) {
    buffer |= load<u64>(at - 8) >> count;
    at -= <usize>((63 - count) >> 3);
    count |= 56;
  }
  const value = <u32>(buffer >> (64 - n));
  saveBits(buffer << n, count - n, at);
  return value;
}
