/**
 * The arithmetic of a JPEG decoder: Huffman codes, inverse DCT, upsampling, colour. What the file's headers say, and all
 * memory, comes from outside (src/image/jpeg); addresses are trusted, the entropy-coded data is not.
 */
import { sourcePosition } from './bit-reader';
import { applyBlack, planesToRgb, yccToRgb } from './colour';
import { component } from './component';
import { setUpsamplingMemory, upsampledRow } from './upsample';

export { defineHuffman } from './huffman';
export { addToScan, decodeMcuRow, decodeScan, setMcus, startScan, transformMcuRow } from './scan';
export { sourcePosition };

/** First address that the host may use. */
export function memoryStart(): usize {
  return __heap_base;
}

/** What the components are. */
const grey: i32 = 0;
const ycc: i32 = 1;
const rgb: i32 = 2;
const ycck: i32 = 3;

let width: i32 = 0;
let height: i32 = 0;
let maxH: i32 = 1;
let maxV: i32 = 1;
let colour: i32 = 0;
/** Rows of samples at full width, one per component, `rowSize` bytes apart. */
let rows: usize = 0;
let rowSize: usize = 0;

/** `workspace`: 6 × (width + 64) bytes. */
export function defineFrame(w: i32, h: i32, horizontal: i32, vertical: i32, kind: i32, workspace: usize): void {
  width = w;
  height = h;
  maxH = horizontal;
  maxV = vertical;
  colour = kind;
  rowSize = <usize>((w + 64) & ~15);
  rows = workspace;
  setUpsamplingMemory(workspace + 4 * rowSize);
}

export function defineComponent(
  index: i32,
  h: i32,
  v: i32,
  componentWidth: i32,
  componentHeight: i32,
  quantisation: usize,
  plane: usize,
  stride: usize,
  coefficients: usize,
  blocksPerRow: i32,
): void {
  const c = component(index);
  c.h = h;
  c.v = v;
  c.width = componentWidth;
  c.height = componentHeight;
  c.quantisation = quantisation;
  c.plane = plane;
  c.stride = stride;
  c.coefficients = coefficients;
  c.blocksPerRow = blocksPerRow;
}

// @ts-ignore: decorator
@inline
function fullRow(index: i32, y: i32): usize {
  const c = component(index);
  return upsampledRow(c, y, maxH / c.h, maxV / c.v, width, rows + <usize>index * rowSize);
}

/**
 * Writes the pixels of row `mcuRow` of MCUs to `to`, rows without padding, and up to 45 bytes more; the samples of the
 * rows before and after must be there. Grey: 1 byte a pixel, else RGB.
 */
export function writeMcuRow(mcuRow: i32, to: usize): void {
  const end = min((mcuRow + 1) * maxV * 8, height);
  for (let y = mcuRow * maxV * 8; y < end; y++) {
    const first = fullRow(0, y);
    if (colour == grey) {
      memory.copy(to, first, <usize>width);
      to += <usize>width;
      continue;
    }
    const second = fullRow(1, y);
    const third = fullRow(2, y);
    if (colour == ycc || colour == ycck) yccToRgb(first, second, third, to, width);
    else planesToRgb(first, second, third, to, width);
    if (colour > rgb) applyBlack(to, fullRow(3, y), width, colour == ycck);
    to += <usize>width * 3;
  }
}
