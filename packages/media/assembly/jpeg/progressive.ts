/** Blocks of progressive scans (T.81 annex G): each scan adds coefficients, or one more bit of them, to what is there. */
import { takeBits } from './bit-reader';
import { zigzag } from './block';
import { Component } from './component';
import { signed, takeSymbol } from './huffman';

/** Blocks still to come that have no more coefficients in this scan. */
let endOfBandRun: u32 = 0;

/** First and last coefficient of the scan, and the place of the bit it brings. */
let first: usize = 0;
let last: usize = 0;
let shift: i32 = 0;

export function setBand(from: i32, to: i32, bit: i32): void {
  first = <usize>from;
  last = <usize>to;
  shift = bit;
  endOfBandRun = 0;
}

export function resetEndOfBand(): void {
  endOfBandRun = 0;
}

export function readDcFirst(c: Component, block: usize): bool {
  const size = takeSymbol(c.dcTable);
  if (size < 0 || size > 15) return false;
  if (size != 0) c.predictor += signed(takeBits(size), size);
  store<i16>(block, <i16>(c.predictor << shift));
  return true;
}

export function readDcMore(_c: Component, block: usize): bool {
  if (takeBits(1)) store<i16>(block, <i16>(<i32>load<i16>(block) | (1 << shift)));
  return true;
}

/** Length of a run of blocks without coefficients, from its symbol's upper half. */
// @ts-ignore: decorator
@inline
function takeRun(power: i32): u32 {
  return (1 << power) + (power == 0 ? 0 : takeBits(power));
}

export function readAcFirst(c: Component, block: usize): bool {
  if (endOfBandRun > 0) {
    endOfBandRun--;
    return true;
  }
  for (let k = first; k <= last; k++) {
    const symbol = takeSymbol(c.acTable);
    if (symbol < 0) return false;
    const run = symbol >> 4;
    const size = symbol & 15;
    if (size == 0 && run < 15) {
      endOfBandRun = takeRun(run) - 1;
      return true;
    }
    k += run;
    if (size == 0) continue;
    if (k > last) return false;
    store<i16>(block + <usize>load<u8>(zigzag + k), <i16>(signed(takeBits(size), size) << shift));
  }
  return true;
}

/** Gives a coefficient that is not zero its next bit. */
// @ts-ignore: decorator
@inline
function refine(at: usize, value: i32): void {
  const bit = 1 << shift;
  if (takeBits(1) && (value & bit) == 0) store<i16>(at, <i16>(value < 0 ? value - bit : value + bit));
}

export function readAcMore(c: Component, block: usize): bool {
  let k = first;
  while (endOfBandRun == 0 && k <= last) {
    const symbol = takeSymbol(c.acTable);
    if (symbol < 0 || (symbol & 15) > 1) return false;
    let zeros = symbol >> 4;
    let value = 0;
    if ((symbol & 15) == 1) {
      value = takeBits(1) ? 1 << shift : -(1 << shift);
    } else if (zeros < 15) {
      endOfBandRun = takeRun(zeros);
      break;
    }
    for (; k <= last; k++) {
      const at = block + <usize>load<u8>(zigzag + k);
      const old = <i32>load<i16>(at);
      if (old != 0) {
        refine(at, old);
      } else if (--zeros < 0) {
        store<i16>(at, <i16>value);
        break;
      }
    }
    if (k > last && value != 0) return false;
    k++;
  }
  if (endOfBandRun == 0) return true;
  for (; k <= last; k++) {
    const at = block + <usize>load<u8>(zigzag + k);
    const old = <i32>load<i16>(at);
    if (old != 0) refine(at, old);
  }
  endOfBandRun--;
  return true;
}
