import type { PixelFrame } from '@farsight/protocol';
import type { PixelMemory } from '../wasm/pixels.js';

/**
 * Makes rows of the resized picture, each on demand: the covered columns only, four bytes per pixel with the channels in
 * the order of the source. Made once per source size and format; its tables are written into the kernels' memory when
 * it takes its turn there.
 */
export interface RowSampler {
  /** Bytes of the kernels' memory it works in. */
  readonly scratchBytes: number;
  /** Takes its turn in `memory` at `base` (a multiple of 16). To be called again when the memory's buffer changed. */
  bind(memory: PixelMemory, base: number): void;
  /** Forgets rows of the frame before. */
  begin(): void;
  /** Pointer to row `y` of the covered rows, valid until the next call. */
  row(frame: PixelFrame, y: number): number;
}

/** Bytes that one output row of `count` pixels takes: kernels write whole groups of four. */
export function outputRowBytes(count: number): number {
  return align(4 * (count + 3));
}

/** Room for a source row: kernels read up to 8 bytes past it. */
export function sourceRowBytes(pixels: number, pixelBytes: number): number {
  return align(pixels * pixelBytes + 8);
}

/** Up to a multiple of 16. */
export function align(bytes: number): number {
  return (bytes + 15) & ~15;
}
