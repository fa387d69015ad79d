import type { LinearTable } from '../linear-table.js';
import type { SourceRows } from '../source-rows.js';
import type { PixelKernels } from '../wasm/pixels.js';
import type { RowSampler } from './row-sampler.js';
import { outputRowBytes, sourceRowBytes } from './row-sampler.js';

/** What {@link bilinearSampler} is made of. */
export interface BilinearPlan {
  /** With `first` and `columns` as below. */
  readonly source: SourceRows;
  /** First source column copied, and how many. */
  readonly first: number;
  readonly columns: number;
  readonly across: LinearTable;
  readonly down: LinearTable;
  readonly sourceHeight: number;
}

/** OpenCV's INTER_LINEAR: each row from the two source rows it lies between, which are kept for the next one. */
export function bilinearSampler(plan: BilinearPlan): RowSampler {
  const { source, across, down, sourceHeight } = plan;
  const count = across.source.length;
  const tableBytes = outputRowBytes(count);
  const slotBytes = sourceRowBytes(plan.columns, source.pixelBytes);
  const slots = [0, 0];
  const held = [-1, -1];
  let memory: Uint8Array;
  let kernels: PixelKernels;
  let base = 0;
  let dst = 0;

  return {
    scratchBytes: 3 * tableBytes + 2 * slotBytes,

    bind(pixelMemory, at) {
      memory = new Uint8Array(pixelMemory.buffer);
      ({ kernels } = pixelMemory);
      base = at;
      dst = base + 2 * tableBytes;
      slots[0] = dst + tableBytes;
      slots[1] = slots[0] + slotBytes;
      const offsets = new Uint32Array(pixelMemory.buffer, base, count);
      for (let i = 0; i < count; i++) offsets[i] = (across.source[i]! - plan.first) * source.pixelBytes;
      // Groups of four run past the end of the tables: what they find there must point into the row.
      new Uint32Array(pixelMemory.buffer, base + 4 * count, tableBytes / 4 - count).fill(0);
      new Int16Array(pixelMemory.buffer, base + tableBytes, 2 * count).set(across.weights);
    },

    begin() {
      held.fill(-1);
    },

    row(frame, y) {
      const above = inside(down.source[y]!);
      const below = inside(down.source[y]! + 1);
      const fetch = (row: number, keep: number): number => {
        const slot = held[0] === row || (held[1] !== row && held[0] !== keep) ? 0 : 1;
        if (held[slot] !== row) {
          source.copy(frame, row, memory, slots[slot]!);
          held[slot] = row;
        }
        return slots[slot]!;
      };
      const a = fetch(above, below);
      const b = fetch(below, above);
      const aboveWeight = down.weights[2 * y]!;
      const belowWeight = down.weights[2 * y + 1]!;
      const weights = base + tableBytes;
      kernels.bilinearRow(dst, count, a, b, base, weights, aboveWeight, belowWeight, source.pixelBytes);
      return dst;
    },
  };

  function inside(row: number): number {
    return Math.min(sourceHeight - 1, Math.max(0, row));
  }
}

/** Source columns that a table of two neighbours reads. */
export function linearColumns(table: LinearTable, sourceWidth: number): { first: number; columns: number } {
  const first = table.source[0]!;
  const last = Math.min(sourceWidth - 1, table.source.at(-1)! + 1);
  return { first, columns: last - first + 1 };
}
