import type { PixelKernels } from '../wasm/pixels.js';
import type { SourceRows } from '../source-rows.js';
import type { NearestTable } from '../span.js';
import type { RowSampler } from './row-sampler.js';
import { outputRowBytes, sourceRowBytes } from './row-sampler.js';

/** What {@link pickSampler} is made of. */
export interface PickPlan {
  readonly source: SourceRows;
  /** First source column copied, and how many. */
  readonly first: number;
  readonly columns: number;
  readonly across: NearestTable;
  readonly down: NearestTable;
}

/** Nearest neighbour, and pictures that are not resized at all. */
export function pickSampler(plan: PickPlan): RowSampler {
  const { source, across, down } = plan;
  const count = across.length;
  const tableBytes = outputRowBytes(count);
  let memory: Uint8Array;
  let kernels: PixelKernels;
  let base = 0;
  let held = -1;

  return {
    scratchBytes: 2 * tableBytes + sourceRowBytes(plan.columns, source.pixelBytes),

    bind(pixelMemory, at) {
      memory = new Uint8Array(pixelMemory.buffer);
      kernels = pixelMemory.kernels;
      base = at;
      const offsets = new Uint32Array(pixelMemory.buffer, base, count);
      for (let i = 0; i < count; i++) offsets[i] = (across[i]! - plan.first) * source.pixelBytes;
    },

    begin() {
      held = -1;
    },

    row(frame, y) {
      const dst = base + tableBytes;
      const slot = dst + tableBytes;
      if (held !== down[y]!) {
        held = down[y]!;
        source.copy(frame, held, memory, slot);
        kernels.pickRow(dst, count, slot, base, source.pixelBytes);
      }
      return dst;
    },
  };
}
