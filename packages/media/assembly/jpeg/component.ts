/** Rows of blocks whose samples are kept: the one to be written out, the one before and the one after. */
export const ringRows = 3;

/** One colour component of the frame: what the frame and scan headers say of it, and its memory. */
@unmanaged
export class Component {
  /** Sampling factors. */
  h: i32;
  v: i32;
  /** Samples that are real, without the padding to whole blocks. */
  width: i32;
  height: i32;
  /** Quantisation table: 64 × i16, row by row. */
  quantisation: usize;
  /** Huffman tables, see huffman.ts. */
  dcTable: usize;
  acTable: usize;
  /** Last DC value. */
  predictor: i32;
  /** Samples: a ring of `ringRows` rows of MCUs. */
  plane: usize;
  stride: usize;
  /** Coefficients of the whole component, 64 × i16 a block, where more than one scan fills them; else 0. */
  coefficients: usize;
  /** Blocks in a row of `coefficients`. */
  blocksPerRow: i32;
}

const recordSize: usize = 64;
const records = memory.data(256, 16);

/** Component `index`, 0..3, of the frame. */
// @ts-ignore: decorator
@inline
export function component(index: i32): Component {
  return changetype<Component>(records + <usize>index * recordSize);
}

/** First sample of row `row` of the component. */
// @ts-ignore: decorator
@inline
export function sampleRow(c: Component, row: i32): usize {
  return c.plane + <usize>(row % (ringRows * 8 * c.v)) * c.stride;
}
