/**
 * The arithmetic of a baseline JPEG encoder, bit for bit that of libjpeg at its defaults: colour, halving, DCT,
 * quantisation, Huffman codes. Headers and memory come from outside (src/image/jpeg).
 */
import { flushBits, resetBits, writeTo, writtenTo } from './bit-writer';
import { putBlock, putPadding } from './block';
import { convertRow, halveRows } from './colour';
import { samplesToCoefficients } from './forward-dct';

export { defineCodes, defineQuantiser } from './block';
export { definePixels } from './colour';

/** First address that the host may use. */
export function memoryStart(): usize {
  return __heap_base;
}

let width: i32 = 0;
let height: i32 = 0;
/** 1 for grey. */
let components: i32 = 3;
/** 2 where chroma is halved, else 1. */
let factor: i32 = 2;
/** Bytes between rows of the planes: whole MCUs. */
let stride: usize = 0;
let dc0: i32 = 0;
let dc1: i32 = 0;
let dc2: i32 = 0;

/** Planes of one row of MCUs at full resolution, and the halved ones. */
let luma: usize = 0;
let blue: usize = 0;
let red: usize = 0;
let smallBlue: usize = 0;
let smallRed: usize = 0;

/** Starts a picture. `workspace`: 72 bytes for each of the width, rounded up to a multiple of 16. */
export function startPicture(w: i32, h: i32, count: i32, subsampling: i32, workspace: usize): void {
  width = w;
  height = h;
  components = count;
  factor = count == 1 ? 1 : subsampling;
  stride = <usize>((w + 15) & ~15);
  luma = workspace;
  blue = workspace + stride * 16;
  red = workspace + stride * 32;
  smallBlue = workspace + stride * 48;
  smallRed = workspace + stride * 60;
  dc0 = 0;
  dc1 = 0;
  dc2 = 0;
  resetBits();
}

/**
 * Encodes row `mcuRow` of MCUs from `rows` rows of pixels, `rowBytes` apart, at `pixels` (of which up to 16 bytes more
 * are read) to `to`; the address behind what was written. Grey pixels are one byte each.
 */
export function encodeMcuRow(mcuRow: i32, pixels: usize, rowBytes: usize, rows: i32, to: usize): usize {
  fillPlanes(pixels, rowBytes, rows);
  if (factor == 2) halvePlanes(rows);
  writeTo(to);
  const size = 8 * factor;
  const mcus = (width + size - 1) / size;
  for (let mcu = 0; mcu < mcus; mcu++) {
    putLuma(mcu, rows);
    if (components == 1) continue;
    const at = <usize>(mcu * 8);
    samplesToCoefficients((factor == 2 ? smallBlue : blue) + at, stride);
    dc1 = putBlock(1, dc1);
    samplesToCoefficients((factor == 2 ? smallRed : red) + at, stride);
    dc2 = putBlock(1, dc2);
  }
  if ((mcuRow + 1) * size >= height) flushBits();
  return writtenTo();
}

/** Repeats the last column to whole MCUs, and the last row. */
function fillPlanes(pixels: usize, rowBytes: usize, rows: i32): void {
  const size = 8 * factor;
  for (let y = 0; y < rows; y++) {
    const at = <usize>y * stride;
    const from = pixels + <usize>y * rowBytes;
    if (components == 1) {
      memory.copy(luma + at, from, <usize>width);
    } else {
      convertRow(from, width, luma + at, blue + at, red + at);
      extend(blue + at);
      extend(red + at);
    }
    extend(luma + at);
  }
  for (let y = rows; y < size; y++) {
    copyRow(luma, rows - 1, y);
    if (components == 1) continue;
    copyRow(blue, rows - 1, y);
    copyRow(red, rows - 1, y);
  }
}

// @ts-ignore: decorator
@inline
function extend(row: usize): void {
  memory.fill(row + <usize>width, load<u8>(row + <usize>width - 1), stride - <usize>width);
}

// @ts-ignore: decorator
@inline
function copyRow(plane: usize, from: i32, to: i32): void {
  memory.copy(plane + <usize>to * stride, plane + <usize>from * stride, stride);
}

/** Below the picture the last halved row is repeated, as libjpeg does, not the last row before halving. */
function halvePlanes(rows: i32): void {
  const real = (rows + 1) >> 1;
  const columns = <i32>(stride >> 1);
  for (let y = 0; y < real; y++) {
    const upper = <usize>(2 * y) * stride;
    const to = <usize>y * stride;
    halveRows(blue + upper, blue + upper + stride, smallBlue + to, columns);
    halveRows(red + upper, red + upper + stride, smallRed + to, columns);
  }
  for (let y = real; y < 8; y++) {
    copyRow(smallBlue, real - 1, y);
    copyRow(smallRed, real - 1, y);
  }
}

function putLuma(mcu: i32, rows: i32): void {
  const columns = (width + 7) >> 3;
  const blockRows = (rows + 7) >> 3;
  for (let v = 0; v < factor; v++) {
    for (let h = 0; h < factor; h++) {
      const column = mcu * factor + h;
      if (column >= columns || v >= blockRows) {
        putPadding(0);
        continue;
      }
      samplesToCoefficients(luma + <usize>(v * 8) * stride + <usize>(column * 8), stride);
      dc0 = putBlock(0, dc0);
    }
  }
}
