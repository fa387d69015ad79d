/** Scans: which blocks come in which order, and the restart markers between them. */
import { isOverrun, nextSegment, openScan } from './bit-reader';
import { readBlock } from './block';
import { Component, component, sampleRow } from './component';
import { huffmanTable } from './huffman';
import { blockToSamples } from './idct';
import { readAcFirst, readAcMore, readDcFirst, readDcMore, resetEndOfBand, setBand } from './progressive';

/** MCUs of the frame. */
export let mcusPerRow: i32 = 0;
export let mcuRows: i32 = 0;

/** Components of the current scan. */
let count: i32 = 0;
const members = memory.data(16, 4);

let restartInterval: i32 = 0;
let untilRestart: i32 = 0;
let nextRestart: i32 = 0;

/** One block's coefficients, all zero between uses. */
const block = memory.data(128, 16);

export function setMcus(perRow: i32, rows: i32): void {
  mcusPerRow = perRow;
  mcuRows = rows;
}

/** Starts a scan over the bytes `start`..`end`; its components follow with `addToScan`. See `openScan` for `top`. */
export function startScan(start: usize, end: usize, top: usize, interval: i32): void {
  count = 0;
  restartInterval = interval;
  untilRestart = interval;
  nextRestart = 0;
  openScan(start, end, top);
}

export function addToScan(index: i32, dcSlot: i32, acSlot: i32): void {
  const c = component(index);
  c.dcTable = huffmanTable(0, dcSlot);
  c.acTable = huffmanTable(1, acSlot);
  c.predictor = 0;
  store<i32>(members + <usize>count * 4, index);
  count++;
}

// @ts-ignore: decorator
@inline
function member(index: i32): Component {
  return component(load<i32>(members + <usize>index * 4));
}

/** To be called before each MCU: passes the restart marker if one is due. */
// @ts-ignore: decorator
@inline
function restart(): bool {
  if (restartInterval == 0) return true;
  if (untilRestart == 0 && !passRestart()) return false;
  untilRestart--;
  return true;
}

function passRestart(): bool {
  if (!nextSegment(nextRestart)) return false;
  nextRestart = (nextRestart + 1) & 7;
  untilRestart = restartInterval;
  for (let i = 0; i < count; i++) member(i).predictor = 0;
  resetEndOfBand();
  return true;
}

/** Decodes row `mcuRow` of a sequential scan over all components to samples. False if the data is damaged. */
export function decodeMcuRow(mcuRow: i32): bool {
  for (let mcu = 0; mcu < mcusPerRow; mcu++) {
    if (!restart()) return false;
    for (let i = 0; i < count; i++) {
      const c = member(i);
      for (let v = 0; v < c.v; v++) {
        let to = sampleRow(c, (mcuRow * c.v + v) * 8) + <usize>(mcu * c.h * 8);
        for (let h = 0; h < c.h; h++, to += 8) {
          const last = readBlock(c, block);
          if (last < 0) {
            memory.fill(block, 0, 128);
            return false;
          }
          blockToSamples(block, last, c.quantisation, to, c.stride);
          if (last == 0) store<i16>(block, 0);
          else memory.fill(block, 0, 128);
        }
      }
    }
    if (isOverrun()) return false;
  }
  return true;
}

/** How a scan's blocks are coded. */
// @ts-ignore: decorator
@inline
function readAny(kind: i32, c: Component, at: usize): bool {
  switch (kind) {
    case 0:
      return readBlock(c, at) >= 0;
    case 1:
      return readDcFirst(c, at);
    case 2:
      return readDcMore(c, at);
    case 3:
      return readAcFirst(c, at);
    default:
      return readAcMore(c, at);
  }
}

/**
 * Decodes a whole scan into the components' coefficients. `kind`: 0 sequential, 1 and 2 first and further bits of DC, 3
 * and 4 of AC. `from`, `to`, `bit`: see `setBand`. False if the data is damaged.
 */
export function decodeScan(kind: i32, from: i32, to: i32, bit: i32): bool {
  setBand(from, to, bit);
  return count == 1 ? decodeAlone(kind) : decodeInterleaved(kind);
}

/** A scan of one component has its blocks row by row, without those that pad the MCUs. */
function decodeAlone(kind: i32): bool {
  const c = member(0);
  const columns = (c.width + 7) >> 3;
  const rows = (c.height + 7) >> 3;
  for (let y = 0; y < rows; y++) {
    let at = c.coefficients + <usize>(y * c.blocksPerRow) * 128;
    for (let x = 0; x < columns; x++, at += 128) {
      if (!restart() || !readAny(kind, c, at) || isOverrun()) return false;
    }
  }
  return true;
}

function decodeInterleaved(kind: i32): bool {
  for (let mcuRow = 0; mcuRow < mcuRows; mcuRow++) {
    for (let mcu = 0; mcu < mcusPerRow; mcu++) {
      if (!restart()) return false;
      for (let i = 0; i < count; i++) {
        const c = member(i);
        for (let v = 0; v < c.v; v++) {
          const first = (mcuRow * c.v + v) * c.blocksPerRow + mcu * c.h;
          for (let h = 0; h < c.h; h++) {
            if (!readAny(kind, c, c.coefficients + <usize>(first + h) * 128)) return false;
          }
        }
      }
      if (isOverrun()) return false;
    }
  }
  return true;
}

/** Whether all but the first coefficient are zero. */
// @ts-ignore: decorator
@inline
function isFlat(at: usize): bool {
  let any = v128.and(v128.load(at), i16x8(0, -1, -1, -1, -1, -1, -1, -1));
  for (let i: usize = 16; i < 128; i += 16) any = v128.or(any, v128.load(at + i));
  return !v128.any_true(any);
}

/** Turns row `mcuRow` of the coefficients of all `components` to samples. */
export function transformMcuRow(mcuRow: i32, components: i32): void {
  for (let i = 0; i < components; i++) {
    const c = component(i);
    for (let v = 0; v < c.v; v++) {
      const row = mcuRow * c.v + v;
      let to = sampleRow(c, row * 8);
      let at = c.coefficients + <usize>(row * c.blocksPerRow) * 128;
      for (let x = 0; x < c.blocksPerRow; x++, at += 128, to += 8) {
        blockToSamples(at, isFlat(at) ? 0 : 63, c.quantisation, to, c.stride);
      }
    }
  }
}
